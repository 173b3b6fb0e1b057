// The reader and the words in context.

/** One clause as text, with its repairs, agencies, targets and the chosen term marked. */
function markClause(store, clause) {
  const { clauses, duties, edits, targets, agencies } = store.data;
  const text = clauses.text[clause];
  const spans = [];
  const add = (kind, start, end, more) => spans.push({ kind, start, end, ...more });
  for (const row of store.rowsOf("edits", clause)) {
    const before = edits.before[row];
    const rule = edits.rule[row].split("+").map((name) => store.word(`rule_${name}`)).join(" + ");
    add("edit", edits.start[row], edits.end[row], { title: store.word("edit_title", { before: before || "∅", rule }), before });
  }
  for (const row of store.rowsOf("duties", clause)) {
    const name = agencies[duties.agency[row]];
    const title = `${name} · ${store.word(`role_${duties.role[row]}`)}`;
    add(`duty ${duties.role[row]}`, duties.start[row], duties.end[row], { title, name });
  }
  for (const row of store.rowsOf("targets", clause)) {
    add("target", targets.start[row], targets.end[row], { title: store.word("target_title", { text: targets.told[row] }) });
  }
  const term = store.get("term");
  for (let at = term ? text.indexOf(term) : -1; at >= 0; at = text.indexOf(term, at + term.length)) {
    add("hit", at, at + term.length, {});
  }
  const cuts = [...new Set([0, text.length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  const pieces = [];
  for (const span of spans.filter((one) => one.start === one.end && one.start === 0)) pieces.push(removal(span));
  for (let turn = 1; turn < cuts.length; turn += 1) {
    const [start, end] = [cuts[turn - 1], cuts[turn]];
    const over = spans.filter((span) => span.start <= start && span.end >= end && span.end > span.start);
    const kinds = over.map((span) => span.kind).join(" ");
    const title = over.map((span) => span.title).filter(Boolean).join("\n");
    const agency = over.find((span) => span.name);
    const piece = text.slice(start, end);
    if (!over.length) pieces.push(piece);
    else if (agency) pieces.push(part({ class: kinds, title }, () => store.choose({ agency: agency.name }), piece));
    else pieces.push(make("span", { class: kinds, title: title || null }, piece));
    for (const span of spans) if (span.start === span.end && span.start === end) pieces.push(removal(span));
  }
  return pieces;
}

/** Characters that cleaning took out: a mark that tells them, since nothing is left to underline. */
function removal(span) {
  return make("span", { class: "edit removed", title: span.title }, "‸");
}

/** The characters of a clause as they were received. */
function sourceOf(store, clause) {
  const { clauses, edits } = store.data;
  const text = clauses.text[clause];
  const pieces = [];
  let at = 0;
  for (const row of store.rowsOf("edits", clause)) {
    pieces.push(text.slice(at, edits.start[row]), make("mark", {}, edits.before[row]));
    at = edits.end[row];
  }
  pieces.push(text.slice(at));
  return pieces;
}

function topicBadge(store, clause) {
  const model = store.model_of_topics;
  const topic = model?.main[clause] ?? 0;
  if (!topic) return make("span", { class: "zc-topic none" });
  const label = model.topics[topic - 1].label;
  return part({ class: "zc-topic", style: `--zc-color:${model.topics[topic - 1].color}`, title: `${store.word("topic")} ${topic}: ${label}` },
    () => store.choose({ topic }), String(topic));
}

function viewText(store, root) {
  const { clauses } = store.data;
  const switches = ["edits", "agencies", "targets"].map((name) => make("label", {}, make("input", { type: "checkbox", checked: true,
    onchange: (event) => root.classList.toggle(`zc-no-${name}`, !event.target.checked) }), store.word(`show_${name}`)));
  const { body, tell } = frame(store, root, store.word("view_text"), ...switches);
  const source = make("div", { class: "zc-source", tabindex: 0, role: "note", "aria-label": store.word("source") });
  const tellSource = (clause) => {
    const span = `${clauses.source_start[clause]}–${clauses.source_end[clause]}`;
    source.replaceChildren(make("small", {}, store.word("source_of", { name: store.nameOf(clause), span })), make("div", {}, ...sourceOf(store, clause)));
  };
  const list = new List({
    label: store.word("view_text"),
    empty: store.word("nothing"),
    height: 420,
    estimate: (clause, width) => 12 + 24 * Math.ceil((clauses.text[clause].length * 15) / Math.max(200, width - 130)),
    row: (clause) => make("div", { class: `zc-clause ${clauses.kind[clause]}`, onmouseenter: () => tellSource(clause) },
      topicBadge(store, clause), make("span", { class: "zc-name", title: clauses.id[clause] }, store.nameOf(clause)),
      make("div", { class: "zc-words" }, ...markClause(store, clause))),
    onchoose: (clause) => store.choose({ clause: clauses.id[clause] }),
  });
  body.append(list.node, source);
  const draw = () => {
    const chosen = store.place.get(store.get("clause")) ?? -1;
    const { rows, mask } = store.filter(["clause"]);
    tell(rows.length, store.n, "clauses");
    if (chosen >= 0 && !mask[chosen]) {
      rows.push(chosen);
      rows.sort((a, b) => a - b);
    }
    list.show(rows, (clause) => clause === chosen, { keep: true });
    if (rows.length) tellSource(chosen >= 0 ? chosen : rows[Math.min(list.active, rows.length - 1)]);
    else source.replaceChildren();
  };
  return draw;
}

/** Every place where the chosen term stands; sorting reads to the left of it, to the right, or by place. */
function concord(store, term, width, rows) {
  const lines = [];
  if (!term) return lines;
  for (const clause of rows) {
    const text = store.data.clauses.text[clause];
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
      const right = text.slice(at + term.length, at + term.length + width);
      lines.push({ clause, at, left: text.slice(Math.max(0, at - width), at), match: term, right });
    }
  }
  return lines;
}

function viewKwic(store, root) {
  const { clauses } = store.data;
  const search = make("input", { type: "search", placeholder: store.word("kwic_term"), "aria-label": store.word("kwic_term"),
    onchange: (event) => store.set({ term: event.target.value.trim() }) });
  const narrow = make("input", { type: "search", placeholder: store.word("kwic_filter"), "aria-label": store.word("kwic_filter"), oninput: () => draw() });
  const order = make("select", { "aria-label": store.word("kwic_sort"), onchange: () => draw() },
    ...["place", "left", "right"].map((name) => make("option", { value: name }, store.word(`sort_${name}`))));
  const { body, tell } = frame(store, root, store.word("view_kwic"), search, order, narrow);
  const list = new List({
    label: store.word("view_kwic"),
    empty: store.word("kwic_empty"),
    height: 300,
    estimate: () => 26,
    row: (line) => make("div", { class: "zc-line" }, make("span", { class: "left" }, line.left.replaceAll("\n", "¶")),
      make("mark", {}, line.match), make("span", { class: "right" }, line.right.replaceAll("\n", "¶")),
      nameTag(store, line.clause)),
    onchoose: (line) => store.choose({ clause: clauses.id[line.clause] }),
  });
  body.append(list.node);
  const backwards = (text) => [...text].reverse().join("");
  const keys = { left: (line) => backwards(line.left), right: (line) => line.right };
  const draw = () => {
    const term = store.get("term");
    if (document.activeElement !== search) search.value = term;
    const { rows } = store.filter(["term", "clause"]);
    const every = concord(store, term, 20, rows);
    const wanted = narrow.value.trim();
    const lines = wanted ? every.filter((line) => (line.left + line.match + line.right).includes(wanted)) : every;
    const key = keys[order.value];
    if (key) {
      for (const line of lines) line.key = key(line);
      lines.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    }
    tell(lines.length, every.length, "lines");
    list.show(lines, (line) => clauses.id[line.clause] === store.get("clause"));
  };
  return draw;
}
