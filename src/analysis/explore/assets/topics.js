// Topics, and the passages that two texts share.

const percent = (part) => `${(100 * part).toFixed(part && part < 0.1 ? 1 : 0)} %`;

function bar(part, color) {
  return make("span", { class: "zc-bar", role: "presentation" }, make("span", { style: `width:${(100 * part).toFixed(1)}%;background:${color}` }));
}

/** Mean share of each topic over clauses, and the clauses of one topic by their share. */
function shareOut(model, mask) {
  const sums = new Float64Array(model.topics.length + 1);
  const { clause, topic, share } = model.shares;
  for (let row = 0; row < clause.length; row += 1) if (mask[clause[row]]) sums[topic[row]] += share[row];
  let n = 0;
  for (let at = 0; at < mask.length; at += 1) if (mask[at] && model.main[at]) n += 1;
  return { sums, n };
}

/** Mean share of one topic in each document, in words. */
function spreadOut(store, model, mask, chosen) {
  const { clauses, documents } = store.data;
  const told = documents.map((item, row) => {
    const found = shareOut(model, Uint8Array.from(mask, (value, at) => value && clauses.doc[at] === row));
    return found.n ? `${item.name} ${percent(found.sums[chosen] / found.n)}` : null;
  });
  return told.filter(Boolean).join(" · ");
}

function viewTopics(store, root) {
  const { topics: models } = store.data;
  const told = make("output", {});
  const slider = make("input", { type: "range", min: 0, max: Math.max(0, models.length - 1), step: 1, "aria-label": store.word("k"),
    oninput: () => store.set({ k: models[slider.value].k, topic: 0 }) });
  const { body, tell } = frame(store, root, store.word("view_topics"), make("label", {}, `${store.word("k")} `, slider, told));
  const list = new List({
    label: store.word("view_topics"),
    empty: store.word("no_topics"),
    height: 330,
    estimate: () => 52,
    row: ({ topic, number, part: share }) => make("div", { class: "zc-one-topic" },
      make("span", { class: "zc-topic", style: `--zc-color:${topic.color}` }, String(number)),
      make("strong", {}, topic.label), bar(share, topic.color), make("span", {}, percent(share)),
      make("span", { class: "zc-name" }, topic.kept ? "" : store.word("not_firm")),
      make("div", { class: "zc-terms" }, ...topic.terms.map(([term, weight]) =>
        part({ class: "zc-chip", title: weight.toFixed(3) }, () => store.choose({ term }), term)))),
    onchoose: ({ number }) => store.choose({ topic: number }),
  });
  const spread = make("p", { class: "zc-spread" });
  const examples = clauseList(store, "exemplars", 220);
  body.append(list.node, spread, examples.node);
  return () => {
    const model = store.model_of_topics;
    slider.value = models.indexOf(model);
    told.textContent = model ? ` ${model.k}` : "";
    const { mask } = store.filter(["topic"]);
    const { sums, n } = model ? shareOut(model, mask) : { sums: [], n: 0 };
    tell(n, model ? model.main.filter(Boolean).length : 0, "clauses");
    const rows = (model?.topics ?? []).map((topic, at) => ({ topic, number: at + 1, part: n ? sums[at + 1] / n : 0 }));
    const chosen = store.get("topic");
    list.show(rows, (row) => row.number === chosen, { keep: true });
    spread.hidden = examples.node.hidden = !chosen || !model;
    if (spread.hidden) return;
    spread.textContent = store.data.documents.length > 40 ? "" : store.word("spread", { topic: chosen, parts: spreadOut(store, model, mask, chosen) });
    const shares = model.shares;
    const best = [];
    for (let row = 0; row < shares.clause.length; row += 1) {
      if (shares.topic[row] === chosen && mask[shares.clause[row]]) best.push([shares.clause[row], shares.share[row]]);
    }
    best.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    examples.show(best.slice(0, 200).map(([clause, share]) => ({ clause, note: percent(share) })));
  };
}

/** A list of clauses, each on one line with a note; to choose one shows it in every view. */
function clauseList(store, label, height) {
  const { clauses } = store.data;
  const list = new List({
    label: store.word(label),
    empty: store.word("nothing"),
    height,
    estimate: () => 27,
    row: ({ clause, note }) => make("div", { class: "zc-short", title: clauses.text[clause].slice(0, 400) }, make("span", { class: "zc-note" }, note),
      make("span", { class: "zc-name" }, store.nameOf(clause)), ` ${clauses.text[clause].slice(0, 160).replaceAll("\n", " ")}`),
    onchoose: ({ clause }) => store.choose({ clause: clauses.id[clause] }),
  });
  const show = (items) => list.show(items, (item) => clauses.id[item.clause] === store.get("clause"), { keep: true });
  return { node: list.node, show };
}

function viewPassages(store, root) {
  const { passages, clauses } = store.data;
  const { body, tell } = frame(store, root, store.word("view_passages"));
  const side = (passage, at) => {
    const clause = passage.clauses[at];
    const words = passage.pieces[at].map(([text, same]) => (same ? text : make("mark", { class: "differs" }, text)));
    const name = clause < 0 ? null : part({ class: "zc-name" }, () => store.choose({ clause: clauses.id[clause] }), store.nameOf(clause));
    return make("div", {}, name, make("div", {}, ...words));
  };
  const list = new List({
    label: store.word("view_passages"),
    empty: store.word("no_passages"),
    height: 380,
    estimate: (passage, width) => 60 + 24 * Math.ceil((passage.n_chars * 15) / Math.max(150, width / 2 - 30)),
    row: (passage) => make("div", { class: "zc-passage" }, make("small", {}, store.word("passage_facts",
      { label: store.word(`label_${passage.label.replaceAll(" ", "_")}`), kind: store.word(`kind_${passage.kind}`), n: passage.n_chars })),
      make("div", { class: "zc-sides" }, side(passage, 0), side(passage, 1))),
    onchoose: (passage) => store.choose({ clause: clauses.id[passage.clauses[0]] }),
  });
  body.append(list.node);
  return () => {
    const { mask } = store.filter(["clause"]);
    const rows = passages.filter(({ clauses: [a, b] }) => mask[a] || mask[b]);
    tell(rows.length, passages.length, "passages");
    const chosen = store.place.get(store.get("clause"));
    list.show(rows, (passage) => chosen !== undefined && passage.clauses.includes(chosen));
  };
}
