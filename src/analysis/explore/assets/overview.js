// The documents, their targets in time, and what is chosen.

function viewCorpus(store, root) {
  const { documents, clauses } = store.data;
  const { body, tell } = frame(store, root, store.word("view_corpus"));
  const tables = Object.keys(documents[0]?.coverage ?? {});
  const cell = (name, attributes, ...children) => make("span", { ...attributes, "data-label": store.word(`column_${name}`) }, ...children);
  const cover = ([status, n]) => (status === "stated" ? String(n) : store.word(status.replaceAll(" ", "_")));
  const head = make("div", { class: "zc-doc zc-doc-head", "aria-hidden": "true" }, ...["document", "province", "issued_on", "status", "clauses_left", ...tables]
    .map((name) => make("span", {}, store.word(`column_${name}`))));
  const list = new List({
    label: store.word("view_corpus"),
    empty: store.word("nothing"),
    height: 300,
    estimate: () => 50,
    row: ({ item, left }) => make("div", { class: "zc-doc" }, make("span", { title: item.id }, item.title, make("br"), make("span", { class: "zc-name" }, item.id)),
      cell("province", {}, item.province || "—"), cell("issued_on", {}, item.issued_on || store.word("not_stated")),
      cell("status", {}, item.status ? store.word(`status_${item.status}`) : "—"),
      cell("clauses_left", {}, bar(item.n_clauses ? left / item.n_clauses : 0, "#0072b2"), ` ${left}/${item.n_clauses}`),
      ...tables.map((table) => cell(table, { class: item.coverage[table][0] === "stated" ? "" : "unstated", title: store.word(`column_${table}`) }, cover(item.coverage[table])))),
    onchoose: ({ item }) => store.choose({ document: item.id }),
  });
  body.append(head, list.node);
  return () => {
    const left = new Uint32Array(documents.length);
    for (const clause of store.filter(["document"]).rows) left[clauses.doc[clause]] += 1;
    const chosen = store.get("document");
    tell(left.reduce((count, value) => count + (value > 0), 0), documents.length, "documents");
    list.show(documents.map((item, row) => ({ item, left: left[row] })), ({ item }) => item.id === chosen, { keep: true });
  };
}

function viewTargets(store, root) {
  const { targets, clauses } = store.data;
  const { body, tell } = frame(store, root, store.word("view_targets"));
  const years = [...new Set(targets.year.filter(Boolean))].sort((a, b) => a - b);
  const [first, last] = [years[0] ?? 0, years.at(-1) ?? 0];
  const left = (year) => (last > first ? 4 + (92 * (year - first)) / (last - first) : 50);
  const ticks = years.filter((year, at) => years.length <= 12 || at % Math.ceil(years.length / 12) === 0);
  const axis = make("div", { class: "zc-target zc-axis", "aria-hidden": "true" }, make("span", {}, store.word("target_of")),
    make("span", { class: "zc-track" }, ...ticks.map((year) => make("span", { style: `left:${left(year)}%` }, String(year)))), make("span", {}, store.word("target_value")));
  const order = targets.id.map((_, row) => row).sort((a, b) => (targets.year[a] ?? 9999) - (targets.year[b] ?? 9999) || a - b);
  const list = new List({
    label: store.word("view_targets"),
    empty: store.word("no_targets"),
    height: 320,
    estimate: () => 30,
    row: (row) => {
      const year = targets.year[row];
      const told = year ? `${year}${targets.inherited[row] ? store.word("inherited") : ""}` : store.word("no_year");
      const mark = make("span", { class: `zc-dot${year ? "" : " none"}${left(year) > 75 ? " late" : ""}`, style: `left:${year ? left(year) : 0}%` }, make("span", {}, told));
      return make("div", { class: "zc-target", title: `${store.nameOf(targets.clause[row])}\n${clauses.text[targets.clause[row]].slice(0, 300)}` },
        nameTag(store, targets.clause[row]), make("span", { class: "zc-track" }, mark),
        make("span", {}, make("strong", {}, targets.told[row]), ` ${targets.object[row]}`));
    },
    onchoose: (row) => store.choose({ clause: clauses.id[targets.clause[row]] }),
  });
  body.append(axis, list.node);
  return () => {
    const { mask } = store.filter(["clause"]);
    const rows = order.filter((row) => mask[targets.clause[row]]);
    tell(rows.length, order.length, "targets");
    const chosen = store.place.get(store.get("clause"));
    list.show(rows, (row) => targets.clause[row] === chosen);
  };
}

function viewSelection(store, root) {
  const { body, tell } = frame(store, root, store.word("view_selection"));
  const chips = make("p", { class: "zc-chips" });
  const line = make("code", { tabindex: 0, "aria-label": store.word("command") });
  const copy = make("button", { type: "button", onclick: () => copyLine() }, store.word("copy"));
  const copyLine = async () => {
    const done = await navigator.clipboard?.writeText(line.textContent).then(() => true, () => false);
    copy.textContent = store.word(done ? "copied" : "not_copied");
    setTimeout(() => (copy.textContent = store.word("copy")), 2000);
  };
  const command = make("p", { class: "zc-command" }, make("span", {}, store.word("command_lead")), line, copy);
  body.append(chips, command);
  const draw = () => {
    tell(store.filter(["clause"]).rows.length, store.n, "clauses");
    const chosen = DIMENSIONS.filter((name) => store.get(name));
    chips.replaceChildren(...chosen.map((name) => make("button", { type: "button", class: "zc-chip", onclick: () => store.set({ [name]: EMPTY[name] }),
      "aria-label": store.word("let_go", { name: store.word(name), value: store.get(name) }) }, `${store.word(name)}: ${store.get(name)} ×`)));
    if (!chosen.length) chips.textContent = store.word("nothing_chosen");
    command.hidden = !store.model.get("line");
    line.textContent = store.model.get("line") ?? "";
  };
  store.model.on("change:line", draw);
  return draw;
}
