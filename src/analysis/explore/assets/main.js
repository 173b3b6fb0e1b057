// The face of the module: what JupyterLab, or the exported page, calls for each view.

const VIEWS = { corpus: viewCorpus, kwic: viewKwic, network: viewNetwork, passages: viewPassages, selection: viewSelection,
  targets: viewTargets, text: viewText, topics: viewTopics };

async function render({ model, el }) {
  const shared = await model.widget_manager.get_model(model.get("selection").replace("IPY_MODEL_", ""));
  const store = Store.of(shared);
  const kind = model.get("kind");
  const root = make("section", { class: `zc zc-${kind}`, lang: store.model.get("lang"), "data-lm-suppress-shortcuts": true,
    "aria-label": store.word(`view_${kind}`), onkeydown: (event) => letGo(event, store) });
  el.append(root);
  const draw = VIEWS[kind](store, root);
  store.views.add(draw);
  draw();
  return () => store.views.delete(draw);
}

/** Escape lets go of what was chosen last, except where it empties a field or closes a choice. */
function letGo(event, store) {
  if (event.key !== "Escape" || event.target.matches("input[type=search], select")) return;
  store.letLastGo();
  event.preventDefault();
  event.stopPropagation();
}

export default { render };
