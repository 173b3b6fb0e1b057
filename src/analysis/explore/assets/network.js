// The network of agencies: lines on the left, the same ties as a matrix on the right, the clauses behind them below.

const MOST = 50;

/** The ties of one network over the clauses that are left: shared clauses of each pair, and clauses of each agency. */
function countTies(groups, n, mask) {
  const weight = new Uint32Array(n * n);
  const size = new Uint32Array(n);
  for (const [clause, members] of groups) {
    if (!mask[clause]) continue;
    for (const a of members) {
      size[a] += 1;
      for (const b of members) if (a !== b) weight[a * n + b] += 1;
    }
  }
  return { weight, size };
}

/** The agencies of a network that are drawn, in their order, and who of them stands in which clause. */
function readNetwork(store, scope) {
  const { scopes, ties, agencies } = store.data;
  const every = scopes[scope].agencies.map((agency, at) => ({ agency, size: scopes[scope].sizes[at], group: scopes[scope].communities[at] }));
  const kept = new Set([...every].sort((a, b) => b.size - a.size).slice(0, MOST));
  const nodes = every.filter((node) => kept.has(node)).map((node) => ({ ...node, name: agencies[node.agency] }));
  const place = new Map(nodes.map((node, at) => [node.agency, at]));
  const groups = new Map();
  ties.clause.forEach((clause, row) => {
    const at = ties.scope[row] === scope ? place.get(ties.agency[row]) : undefined;
    if (at === undefined) return;
    if (!groups.has(clause)) groups.set(clause, []);
    groups.get(clause).push(at);
  });
  return { nodes, groups, all: every.length };
}

function viewNetwork(store, root) {
  const { scopes, clauses } = store.data;
  const networks = new Map();
  const read = (scope) => networks.get(scope) ?? networks.set(scope, readNetwork(store, scope)).get(scope);
  const select = make("select", { "aria-label": store.word("network"), onchange: () => draw() },
    ...scopes.map((scope, at) => make("option", { value: at }, `${scope.name} (${scope.agencies.length})`)));
  const { body, tell } = frame(store, root, store.word("view_network"), select);
  const told = make("p", { class: "zc-spread", "aria-live": "polite" });
  const ring = make("svg", { class: "zc-ring", role: "listbox", tabindex: 0, "aria-label": store.word("view_network"),
    onkeydown: (event) => walkRing(event), onclick: (event) => pickNode(event) });
  const grid = make("svg", { class: "zc-matrix", role: "application", tabindex: 0, "aria-label": store.word("matrix"),
    onkeydown: (event) => walkGrid(event), onclick: (event) => pickCell(event), onmouseover: (event) => hoverCell(event) });
  const partners = new List({ label: store.word("partners"), empty: store.word("no_partners"), height: 230, estimate: () => 27,
    row: ({ name, weight }) => make("div", { class: "zc-short" }, make("span", { class: "zc-note" }, String(weight)), name),
    onchoose: ({ name }) => { partner = partner === name ? "" : name; draw(); } });
  const list = clauseList(store, "clauses_of", 230);
  const panel = make("div", { class: "zc-panel" }, partners.node, list.node);
  body.append(make("div", { class: "zc-pair" }, ring, grid), told, panel);
  const prefix = `zc-node-${Math.random().toString(36).slice(2, 7)}`;
  let [active, partner, last, cursor, now] = [0, "", "", [0, 1], null];

  const choose = (at) => store.choose({ agency: now.nodes[at].name });
  const walkRing = (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!now || !(step || ["Enter", " ", "Home", "End"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    const n = now.nodes.length;
    if (event.key === "Enter" || event.key === " ") choose(active);
    else active = event.key === "Home" ? 0 : event.key === "End" ? n - 1 : (active + step + n) % n;
    if (step || event.key === "Home" || event.key === "End") { drawRing(); told.textContent = tellNode(active); }
  };
  const pickNode = (event) => {
    const node = event.target.closest("[data-at]");
    if (node) { active = Number(node.dataset.at); choose(active); }
  };
  const tellPair = (a, b) => store.word("pair", { a: now.nodes[a].name, b: now.nodes[b].name, n: now.weight[a * now.nodes.length + b] });
  const tellNode = (at) => store.word("node", { name: now.nodes[at].name, n: now.size[at], m: now.degree[at] });
  const hoverCell = (event) => {
    const cell = event.target.closest("[data-a]");
    if (cell) told.textContent = tellPair(Number(cell.dataset.a), Number(cell.dataset.b));
  };
  const pickPair = (a, b) => {
    if (a === b) return choose(a);
    if (store.get("agency") !== now.nodes[a].name) store.set({ agency: now.nodes[a].name });
    [last, partner] = [now.nodes[a].name, now.nodes[b].name];
    draw();
  };
  const pickCell = (event) => {
    const cell = event.target.closest("[data-a]");
    if (cell) pickPair(Number(cell.dataset.a), Number(cell.dataset.b));
  };
  const walkGrid = (event) => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (!now || !(step || event.key === "Enter" || event.key === " ")) return;
    event.preventDefault();
    event.stopPropagation();
    const n = now.nodes.length;
    if (!step) return pickPair(...cursor);
    cursor = cursor.map((value, at) => (value + step[at] + n) % n);
    drawGrid();
    told.textContent = cursor[0] === cursor[1] ? tellNode(cursor[0]) : tellPair(...cursor);
  };

  const drawRing = () => {
    const { nodes, weight, size, heaviest } = now;
    const n = nodes.length;
    const half = Math.ceil(n / 2);
    const tall = Math.max(240, half * 22 + 30);
    const spot = (at) => {
      const right = at < half;
      const turn = right ? (half === 1 ? 0.5 : at / (half - 1)) : n - half === 1 ? 0.5 : (n - 1 - at) / (n - half - 1);
      const y = 15 + turn * (tall - 30);
      const bend = Math.sqrt(Math.max(0, 1 - ((y - tall / 2) / (tall / 2)) ** 2)) * 95 + 10;
      return [245 + (right ? bend : -bend), y, right];
    };
    const chosen = nodes.findIndex((node) => node.name === store.get("agency"));
    const lines = [];
    for (let a = 0; a < n; a += 1) for (let b = a + 1; b < n; b += 1) {
      const value = weight[a * n + b];
      if (!value) continue;
      const own = chosen === a || chosen === b;
      const [[x1, y1], [x2, y2]] = [spot(a), spot(b)];
      lines.push(make("line", { x1, y1, x2, y2, class: own ? "own" : chosen >= 0 ? "dim" : "", "stroke-width": 0.5 + (4 * value) / heaviest }));
    }
    lines.sort((a, b) => (a.getAttribute("class") === "own") - (b.getAttribute("class") === "own"));
    const marks = nodes.map((node, at) => {
      const [x, y, right] = spot(at);
      const on = at === chosen ? " chosen" : chosen >= 0 && !weight[chosen * n + at] ? " dim" : size[at] ? "" : " dim";
      return make("g", { id: `${prefix}-${at}`, "data-at": at, role: "option", "aria-selected": at === chosen ? "true" : "false", "aria-label": tellNode(at),
        class: `node${on}${at === active ? " active" : ""}` },
        make("circle", { cx: x, cy: y, r: 3 + Math.sqrt(size[at]) * 1.2 }),
        make("text", { x: x + (right ? 13 : -13), y: y + 4, "text-anchor": right ? "start" : "end" }, `${at + 1} ${node.name}`));
    });
    ring.setAttribute("viewBox", `0 0 490 ${tall}`);
    ring.replaceChildren(make("g", {}, ...lines), ...marks);
    ring.setAttribute("aria-activedescendant", `${prefix}-${active}`);
  };

  const drawGrid = () => {
    const { nodes, weight, heaviest } = now;
    const n = nodes.length;
    const step = 11;
    const chosen = nodes.findIndex((node) => node.name === store.get("agency"));
    const parts = nodes.map((node, at) => make("text", { x: 150, y: 24 + at * step, "text-anchor": "end", class: at === chosen ? "chosen" : "" }, `${node.name} ${at + 1}`));
    nodes.forEach((_, at) => { if ((at + 1) % 5 === 0 || at === 0) parts.push(make("text", { x: 160 + at * step, y: 11, "text-anchor": "middle" }, String(at + 1))); });
    parts.push(make("rect", { x: 154, y: 15, width: n * step, height: n * step, class: "frame" }));
    for (let a = 0; a < n; a += 1) for (let b = 0; b < n; b += 1) {
      const value = weight[a * n + b];
      if (!value) continue;
      parts.push(make("rect", { x: 154.5 + b * step, y: 15.5 + a * step, width: step - 1, height: step - 1, "data-a": a, "data-b": b,
        class: "tie", "fill-opacity": 0.2 + (0.8 * value) / heaviest }));
    }
    if (chosen >= 0) parts.push(make("rect", { x: 154, y: 15 + chosen * step, width: n * step, height: step, class: "row" }));
    parts.push(make("rect", { x: 154 + cursor[1] * step, y: 15 + cursor[0] * step, width: step, height: step, class: "cursor" }));
    grid.setAttribute("viewBox", `0 0 ${160 + n * step} ${20 + n * step}`);
    grid.replaceChildren(...parts);
  };

  const draw = () => {
    panel.hidden = true;
    if (!scopes.length) {
      tell(0, 0, "agencies");
      select.hidden = true;
      body.replaceChildren(make("p", { class: "zc-empty" }, store.word("no_network")));
      return;
    }
    const { nodes, groups, all } = read(Number(select.value));
    const { rows, mask } = store.filter(["agency"]);
    const { weight, size } = countTies(groups, nodes.length, mask);
    const n = nodes.length;
    const degree = nodes.map((_, a) => { let m = 0; for (let b = 0; b < n; b += 1) m += weight[a * n + b] > 0; return m; });
    now = { nodes, weight, size, degree, heaviest: Math.max(1, weight.reduce((a, b) => Math.max(a, b), 0)) };
    [active, cursor] = [Math.min(active, n - 1), cursor.map((value) => Math.min(value, n - 1))];
    tell(size.reduce((count, value) => count + (value > 0), 0), all, "agencies");
    const agency = store.get("agency");
    if (agency !== last) [last, partner] = [agency, ""];
    const chosen = nodes.findIndex((node) => node.name === agency);
    if (chosen >= 0) active = chosen;
    drawRing();
    drawGrid();
    const shown = all > n ? store.word("network_cut", { n, all }) : "";
    told.textContent = chosen < 0 ? [store.word("network_help"), shown].filter(Boolean).join(" ") : tellNode(chosen);
    if (chosen < 0) return;
    panel.hidden = false;
    const found = nodes.map((node, at) => ({ name: node.name, weight: weight[chosen * n + at] })).filter((node) => node.weight);
    found.sort((a, b) => b.weight - a.weight);
    partners.show(found, ({ name }) => name === partner, { keep: true });
    const other = nodes.findIndex((node) => node.name === partner);
    if (other >= 0) told.textContent = tellPair(chosen, other);
    const own = rows.filter((clause) => groups.get(clause)?.includes(chosen) && (other < 0 || groups.get(clause).includes(other)));
    list.show(own.map((clause) => ({ clause, note: "" })));
  };
  return draw;
}
