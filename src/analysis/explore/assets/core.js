// What all views share: the store behind one selection, elements made of text, and a list that draws only what is seen.
// The files of this folder are joined into one ES module, in the order that module.py names.

const DIMENSIONS = ["document", "term", "agency", "topic", "clause"];
const EMPTY = { document: "", term: "", agency: "", topic: 0, clause: "" };

/** One element; text arguments become text nodes, so nothing out of a document is ever read as HTML. */
function make(tag, attributes = {}, ...children) {
  const vector = ["svg", "g", "line", "circle", "rect", "text", "path"].includes(tag);
  const node = vector ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** The data of a selection, what is chosen in it, and which clauses that leaves. One for all views of a notebook. */
class Store {
  static of(model) {
    return (model.zhengceStore ??= new Store(model));
  }

  constructor(model) {
    this.model = model;
    this.data = model.get("data");
    this.words = model.get("words");
    this.views = new Set();
    this.masks = new Map();
    const { clauses, documents } = this.data;
    this.n = clauses.id.length;
    this.place = new Map(clauses.id.map((id, row) => [id, row]));
    this.documentPlace = new Map(documents.map((item, row) => [item.id, row]));
    this.byClause = {};
    this.order = DIMENSIONS.filter((name) => this.get(name));
    for (const name of DIMENSIONS) model.on(`change:${name}`, () => this.keepOrder(name));
    for (const name of [...DIMENSIONS, "k"]) model.on(`change:${name}`, () => this.changed());
  }

  word(key, values = {}) {
    return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  get(name) {
    return this.model.get(name) || EMPTY[name];
  }

  /** Choose values by name; the value that is chosen already is let go. */
  choose(values) {
    for (const [name, value] of Object.entries(values)) {
      this.model.set(name, name !== "k" && this.get(name) === value ? EMPTY[name] : value);
    }
    this.model.save_changes();
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  keepOrder(name) {
    this.order = this.order.filter((other) => other !== name);
    if (this.get(name)) this.order.push(name);
  }

  /** Let go of what was chosen last. */
  letLastGo() {
    const name = this.order.at(-1);
    if (name) this.set({ [name]: EMPTY[name] });
  }

  /** Several values set together are drawn once. */
  changed() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      for (const draw of this.views) draw();
    });
  }

  /** Rows of a table of spans, grouped by the clause they stand in. */
  rowsOf(table, clause) {
    const index = (this.byClause[table] ??= groupRows(this.data[table].clause, this.n));
    return index[clause] ?? [];
  }

  /** The model whose number of topics is chosen. */
  get model_of_topics() {
    const { topics } = this.data;
    return topics.find((item) => item.k === this.model.get("k")) ?? topics[0];
  }

  /** For each clause 1 where it answers to the choice in one dimension; null where nothing is chosen there. */
  mask(dimension) {
    const value = this.get(dimension);
    if (!value) return null;
    const key = dimension === "topic" ? `${this.model.get("k")}/${value}` : value;
    const known = this.masks.get(dimension);
    if (known?.key === key) return known.mask;
    const mask = new Uint8Array(this.n);
    const { clauses, duties, agencies } = this.data;
    if (dimension === "clause") mask[this.place.get(value) ?? -1] = 1;
    if (dimension === "document") {
      const wanted = this.documentPlace.get(value);
      clauses.doc.forEach((row, at) => (mask[at] = row === wanted));
    }
    if (dimension === "term") clauses.text.forEach((text, at) => (mask[at] = text.includes(value)));
    if (dimension === "topic") this.model_of_topics?.main.forEach((topic, at) => (mask[at] = topic === value));
    if (dimension === "agency") {
      for (const table of [duties, this.data.ties]) {
        table.agency.forEach((agency, row) => agencies[agency] === value && (mask[table.clause[row]] = 1));
      }
    }
    this.masks.set(dimension, { key, mask });
    return mask;
  }

  /** The clauses that answer to everything chosen but in a view's own dimensions, and the same as a mask. */
  filter(own = []) {
    const masks = DIMENSIONS.filter((name) => !own.includes(name)).map((name) => this.mask(name)).filter(Boolean);
    const mask = new Uint8Array(this.n).fill(1);
    for (const other of masks) for (let at = 0; at < this.n; at += 1) mask[at] &= other[at];
    const rows = [];
    for (let at = 0; at < this.n; at += 1) if (mask[at]) rows.push(at);
    return { rows, mask, filtered: masks.length > 0 };
  }

  nameOf(clause) {
    return this.partsOfName(clause).join(" ");
  }

  /** The document of a clause, and its place in it. */
  partsOfName(clause) {
    const { clauses, documents } = this.data;
    const item = documents[clauses.doc[clause]];
    return [item.name, clauses.id[clause].slice(item.id.length + 1)];
  }

  tellChosen() {
    return DIMENSIONS.filter((name) => this.get(name)).map((name) => `${this.word(name)}: ${this.get(name)}`);
  }
}

function groupRows(keys, n) {
  const groups = [];
  for (let row = 0; row < keys.length; row += 1) if (keys[row] < n) (groups[keys[row]] ??= []).push(row);
  return groups;
}

/** Where a clause stands; in a narrow place the name of its document is cut, never its number. */
function nameTag(store, clause) {
  const [name, number] = store.partsOfName(clause);
  return make("span", { class: "zc-name zc-where", title: store.data.clauses.id[clause] }, make("span", {}, name), make("span", {}, ` ${number}`));
}

/** Heading, controls and count of a view; `tell(n, of)` says how many things the choice leaves, and what is chosen. */
function frame(store, root, title, ...controls) {
  const by = make("span", { class: "zc-by" });
  const count = make("span", { class: "zc-count", role: "status" });
  const clear = make("button", { type: "button", class: "zc-clear", onclick: () => store.set({ ...EMPTY }) }, store.word("clear"));
  const body = make("div", { class: "zc-body" });
  root.append(make("div", { class: "zc-head" }, make("strong", {}, title), ...controls, by, count, clear), body);
  const tell = (n, of, unit) => {
    count.textContent = store.word("count", { n: n.toLocaleString("en"), of: of.toLocaleString("en"), unit: store.word(unit) });
    by.textContent = store.tellChosen().join(" · ");
    clear.hidden = !by.textContent;
  };
  return { body, tell };
}

/** A list box of any length. Arrow keys move, Enter chooses; left and right reach the parts of a row (class zc-part). */
class List {
  static made = 0;

  constructor({ label, row, estimate, onchoose, height = 320, empty }) {
    Object.assign(this, { row, estimate, onchoose, empty, items: [], active: 0, part: -1, heights: [], tops: [0] });
    this.prefix = `zc-list-${(List.made += 1)}-${Math.random().toString(36).slice(2, 7)}`;
    this.rows = make("div", { class: "zc-rows", role: "presentation" });
    this.node = make("div", { class: "zc-list", role: "listbox", tabindex: 0, "aria-label": label, style: `max-height:${height}px`,
      onscroll: () => this.draw(), onkeydown: (event) => this.press(event), onclick: (event) => this.click(event) }, this.rows);
    this.watcher = new ResizeObserver(() => this.measureAgain());
    this.watcher.observe(this.node);
  }

  /** Show other items; `chosen(item)` says which are selected, and the first of these is brought into view. */
  show(items, chosen = () => false, { keep = false } = {}) {
    this.items = items;
    this.chosen = chosen;
    this.part = -1;
    const at = items.findIndex(chosen);
    this.heights = Float64Array.from(items, (item) => this.estimate(item, this.node.clientWidth || 800));
    this.sum();
    if (at >= 0) this.active = at;
    else if (!keep) this.active = 0;
    this.active = Math.min(this.active, Math.max(0, items.length - 1));
    if (at < 0 && !keep) this.node.scrollTop = 0;
    this.draw();
    if (at >= 0) this.reveal();
  }

  sum() {
    this.tops = new Float64Array(this.heights.length + 1);
    for (let at = 0; at < this.heights.length; at += 1) this.tops[at + 1] = this.tops[at] + this.heights[at];
  }

  measureAgain() {
    if (this.node.clientWidth === this.width) return;
    this.width = this.node.clientWidth;
    this.heights = Float64Array.from(this.items, (item) => this.estimate(item, this.width || 800));
    this.sum();
    this.draw();
  }

  /** Draw the rows in sight, measure them, and put right what was estimated. */
  draw() {
    const { items, node, rows } = this;
    node.setAttribute("role", items.length ? "listbox" : "note"); // a list box without options would promise what is not there
    if (!items.length) {
      rows.style.height = "auto";
      rows.replaceChildren(make("p", { class: "zc-empty" }, this.empty ?? ""));
      node.removeAttribute("aria-activedescendant");
      return;
    }
    const tall = parseFloat(node.style.maxHeight) || 320;
    let first = this.at(node.scrollTop - tall / 4);
    let last = Math.min(items.length - 1, this.at(node.scrollTop + tall * 1.25));
    rows.style.height = `${this.tops[items.length]}px`;
    const drawn = [];
    for (let at = first; at <= last; at += 1) drawn.push(this.drawRow(at));
    rows.replaceChildren(...drawn);
    let moved = false;
    if (node.clientWidth) {
      drawn.forEach((child, offset) => {
        const height = child.offsetHeight;
        if (height && Math.abs(height - this.heights[first + offset]) > 0.5) {
          this.heights[first + offset] = height;
          moved = true;
        }
      });
    }
    if (moved) {
      this.sum();
      rows.style.height = `${this.tops[items.length]}px`;
      drawn.forEach((child, offset) => (child.style.top = `${this.tops[first + offset]}px`));
    }
    this.mark();
  }

  drawRow(at) {
    const child = this.row(this.items[at], at);
    child.classList.add("zc-row");
    child.id = `${this.prefix}-${at}`;
    child.setAttribute("role", "option");
    child.setAttribute("aria-posinset", at + 1);
    child.setAttribute("aria-setsize", this.items.length);
    child.setAttribute("aria-selected", Boolean(this.chosen(this.items[at])));
    child.dataset.at = at;
    child.style.top = `${this.tops[at]}px`;
    return child;
  }

  mark() {
    for (const child of this.rows.children) {
      const active = Number(child.dataset.at) === this.active;
      child.classList.toggle("zc-active", active);
      child.querySelectorAll(".zc-part").forEach((part, at) => part.classList.toggle("zc-on", active && at === this.part));
      if (active) this.node.setAttribute("aria-activedescendant", child.id);
    }
  }

  at(top) {
    let low = 0;
    let high = this.items.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  reveal() {
    for (let turn = 0; turn < 3; turn += 1) {
      const { node, tops, active } = this;
      const room = node.clientHeight || 320;
      if (tops[active] < node.scrollTop) node.scrollTop = tops[active];
      else if (tops[active + 1] > node.scrollTop + room) node.scrollTop = Math.min(tops[active], tops[active + 1] - room);
      this.draw();
    }
  }

  press(event) {
    const last = this.items.length - 1;
    const page = Math.max(1, Math.floor(this.node.clientHeight / (this.heights[this.active] || 24)) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -last, End: last };
    if (event.key in steps) {
      this.active = Math.max(0, Math.min(last, this.active + steps[event.key]));
      this.part = -1;
      this.reveal();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const parts = this.activeRow?.querySelectorAll(".zc-part").length ?? 0;
      this.part = Math.max(-1, Math.min(parts - 1, this.part + (event.key === "ArrowRight" ? 1 : -1)));
      this.mark();
    } else if (event.key === "Enter" || event.key === " ") {
      const part = this.part >= 0 ? this.activeRow?.querySelectorAll(".zc-part")[this.part] : null;
      if (part) part.dispatchEvent(new MouseEvent("click", { bubbles: false }));
      else if (this.items.length) this.onchoose(this.items[this.active]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  click(event) {
    const child = event.target.closest(".zc-row");
    if (!child || event.target.closest(".zc-part")) return;
    this.active = Number(child.dataset.at);
    this.onchoose(this.items[this.active]);
  }

  get activeRow() {
    return [...this.rows.children].find((child) => Number(child.dataset.at) === this.active);
  }
}

/** A word of a row that can be chosen by itself, by mouse or by the keys of its list. */
function part(attributes, onpick, ...children) {
  const pick = (event) => { event.stopPropagation(); onpick(); };
  return make("span", { ...attributes, class: `zc-part ${attributes.class ?? ""}`, onclick: pick }, ...children);
}
