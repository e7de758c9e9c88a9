// The page: a view for each figure, the choice of runs, and the address that keeps it.

// A figure with its chart, its picture and its table, of which one is shown, and its downloads.
class View {
  constructor(root, { name, title, csv, live }) {
    Object.assign(this, { root, name, title, csv, live, chart: null });
    this.picture = root.querySelector(".picture");
    this.svg = this.picture.querySelector("svg");
    this.box = element("div", { class: "plot" });
    this.readout = element("output", { class: "readout", "aria-live": "polite" });
    this.notes = element("p", { class: "note" });
    this.keys = element("p", { class: "legend" });
    this.subtitle = element("p", { class: "what" });
    this.body = element("div", { class: "live" }, this.subtitle, this.keys, this.box, this.readout, this.notes);
    this.table = element("div", { class: "table wide", tabindex: "0", role: "region", "aria-label": `Table: ${title}` });
    this.bar = element("div", { class: "tools" });
    this.buttons = new Map();
    this.drawn = live.kind in CHARTS;
    for (const [view, words] of [["live", "Chart"], ["picture", "Picture"], ["table", "Table"]]) {
      if (view === "live" && !this.drawn) continue;
      const button = element("button", { type: "button" }, words);
      button.addEventListener("click", () => this.show(view));
      this.buttons.set(view, button);
      this.bar.append(button);
    }
    const download = element("span", { class: "downloads" }, "Download ");
    for (const [words, make] of [["PNG", () => this.png()], ["SVG", () => this.vector()], ["CSV", () => this.rows()]]) {
      const button = element("button", { type: "button", "aria-label": `Download ${words} of: ${title}` }, words);
      button.addEventListener("click", make);
      download.append(button);
    }
    this.bar.append(download);
    root.append(this.body, this.table, this.bar);
    this.show(this.drawn ? "live" : "picture");
  }

  show(view) {
    this.root.dataset.view = view;
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(name === view));
    if (view === "table" && !this.table.firstChild) this.table.append(tableElement(this.csv, this.title));
  }

  // Draws the chart, when it is first near the screen.
  draw() {
    if (this.chart || !this.drawn) return;
    this.chart = CHARTS[this.live.kind](this);
    if (chosen.mask) this.chart.redraw();
  }

  redraw() {
    if (this.chart) this.chart.redraw();
    if (!this.drawn) this.note(chosen.mask ? "This picture is of all runs." : "");
  }

  say = (text) => { this.readout.textContent = text; };
  what(text) { this.subtitle.textContent = text; }
  note(text) { this.notes.textContent = text; }
  key(colour, words) {
    const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = colour.style;
    return element("span", { class: "key" }, swatch, words);
  }
  legend(list) { this.keys.replaceChildren(...list.map(([colour, words]) => this.key(colour, words))); }
  ask(list) { setConditions([...chosen.list, ...list]); }

  // The picture with its colours as they are in the light theme, for print and slides.
  light() {
    const copy = this.svg.cloneNode(true);
    const sheet = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const root = sheet.find((rule) => rule.selectorText === ":root");
    const text = new XMLSerializer().serializeToString(copy);
    return text.replace(/var\((--c\d+)\)/g, (all, name) => root.style.getPropertyValue(name).trim());
  }

  save(href, extension) {
    element("a", { href, download: `${data.scenario}-${this.name}.${extension}` }).click();
    if (href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  vector() { this.save(URL.createObjectURL(new Blob([this.light()], { type: "image/svg+xml" })), "svg"); }
  rows() { this.save(URL.createObjectURL(new Blob([this.csv], { type: "text/csv" })), "csv"); }

  png() {
    const canvas = element("canvas");
    const context = canvas.getContext("2d");
    const live = this.box.querySelector("canvas");
    if (chosen.mask && live && this.root.dataset.view === "live") {
      const head = 90 * devicePixelRatio;
      [canvas.width, canvas.height] = [live.width, live.height + head];
      context.fillStyle = css("paper");
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = css("ink");
      context.font = `600 ${17 * devicePixelRatio}px system-ui, sans-serif`;
      context.fillText(`Only runs where ${written(chosen.list)}`, 16 * devicePixelRatio, 32 * devicePixelRatio, canvas.width - 32);
      context.font = `${13 * devicePixelRatio}px system-ui, sans-serif`;
      context.fillStyle = css("muted");
      context.fillText(this.subtitle.textContent, 16 * devicePixelRatio, 56 * devicePixelRatio, canvas.width - 32);
      context.fillText(`${data.scenario} · seed ${data.seed} · ${grouped(chosen.count)} of ${grouped(data.kept)} runs`, 16 * devicePixelRatio, 78 * devicePixelRatio, canvas.width - 32);
      context.drawImage(live, 0, head);
      this.save(canvas.toDataURL("image/png"), "png");
      return;
    }
    const image = new Image();
    image.addEventListener("load", () => {
      [canvas.width, canvas.height] = [3200, 1800];
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      this.save(canvas.toDataURL("image/png"), "png");
    });
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(this.light());
  }
}

function tableElement(csv, title) {
  const [head, ...rows] = csvRows(csv);
  const isNumber = head.map((_, k) => rows.every((row) => row[k] === "" || !Number.isNaN(Number(row[k]))));
  const shown = (cell, k) => (isNumber[k] && cell !== "" ? Number(Number(cell).toPrecision(7)).toString() : cell.replaceAll("_", " "));
  const cell = (tag, text, k, extra = {}) => element(tag, { ...(isNumber[k] ? { class: "figure" } : {}), ...extra }, text);
  return element("table", {}, element("caption", {}, title),
    element("thead", {}, element("tr", {}, ...head.map((name, k) => cell("th", name.replaceAll("_", " "), k, { scope: "col" })))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((text, k) => cell("td", shown(text, k), k))))));
}

// The figures of the bottom line on the chosen runs, each in a row or line under that of all runs.
function bottomLine() {
  document.querySelectorAll(".where-held").forEach((made) => made.remove());
  if (!chosen.mask) return;
  for (const row of document.querySelectorAll("[data-metric]")) {
    const name = row.dataset.metric;
    const found = column(name);
    if (!found) continue;
    const sample = new Sample(chosenValues(name), found.never);
    const figures = sample.rows === 0 ? Array(10).fill("n/a") : [
      ...LEVELS.map((level) => amount(found.unit, sample.quantile(level))),
      digits(found.unit, sample.mean),
      amount(found.unit, sample.shortfall),
      shareOfRuns(sample.zeroShare, sample.rows),
    ];
    row.after(element("tr", { class: "where-held", "data-held": name }, element("th", { scope: "row" }, "where held"),
      ...figures.map((figure) => element("td", { class: "figure" }, figure))));
  }
  for (const row of document.querySelectorAll("[data-target]")) {
    const found = columns.get(row.dataset.target);
    if (!found) continue;
    const hits = chosenValues(row.dataset.target).reduce((sum, met) => sum + met, 0);
    const share = chosen.count ? hits / chosen.count : NaN;
    row.after(element("tr", { class: "where-held", "data-held": row.dataset.target }, element("th", { scope: "row" }, "where held"),
      element("td", { class: "word" }, likelihood(share)),
      element("td", { class: "figure" }, chosen.count ? odds(hits, chosen.count) : "no run"), element("td")));
  }
}

const byId = (id) => document.getElementById(id);
let views = [];

// Makes the conditions hold everywhere on the page, and in its address.
function setConditions(list) {
  choose(list);
  document.body.classList.toggle("filtered", Boolean(chosen.mask));
  byId("filter-list").replaceChildren(...list.map((condition, place) => {
    const words = written([condition]);
    const remove = element("button", { type: "button", "aria-label": `Remove: ${words}` }, "×");
    remove.addEventListener("click", () => {
      setConditions(list.filter((_, other) => other !== place));
      byId("filter-column").focus();
    });
    return element("li", {}, element("code", {}, words), remove);
  }));
  byId("filter-said").replaceChildren(...said());
  bottomLine();
  views.forEach((view) => view.redraw());
  const hash = list.length ? "#where=" + encodeURIComponent(written(list)) : "";
  if (list.length || location.hash.startsWith("#where=")) history.replaceState(null, "", location.pathname + location.search + hash);
}

// How many runs are looked at, and how to ask the same of all.
function said() {
  if (!chosen.mask) {
    return [`All ${grouped(data.paths)} runs are shown. A condition looks at the first ${grouped(data.kept)}.`];
  }
  const of = chosen.count;
  const parts = [element("b", {}, `${grouped(of)} of ${grouped(data.kept)} runs have it: `), `${odds(of, data.kept)}, ${likelihood(of / data.kept)}. `];
  if (of === 0) parts.push("Nothing can be said where it holds. ");
  else if (of < FEW) parts.push(`Few: quantiles and tails of ${of} runs are rough. `);
  parts.push("Of all runs: ", element("code", {}, `tradeflow stress ${data.scenario}.toml --seed ${data.seed} --paths ${data.paths} --where '${written(chosen.list)}'`));
  return parts;
}

function filterForm() {
  const choice = byId("filter-column");
  const groups = { outcome: "Outcomes", target: "Targets (1: met, 0: missed)", policy: "Weeks in a regime", event: "Events: the week they happen, from 1", input: "Inputs" };
  for (const [group, words] of Object.entries(groups)) {
    const own = [...columns.values()].filter((one) => one.group === group);
    if (own.length === 0) continue;
    choice.append(element("optgroup", { label: words }, ...own.map((one) => element("option", { value: one.name, title: one.name }, one.title))));
  }
  const hint = () => {
    const found = column(choice.value);
    const sample = new Sample(Array.from(found.all.subarray(0, data.kept)), found.never);
    const at = (level) => format(found.unit, sample.quantile(level).value);
    byId("filter-hint").textContent = `P10 ${at(0.1)} · median ${at(0.5)} · P90 ${at(0.9)}`;
  };
  choice.addEventListener("change", hint);
  hint();
  byId("filter-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const value = typed(byId("filter-value").value);
    byId("filter-value").setAttribute("aria-invalid", String(Number.isNaN(value)));
    if (Number.isNaN(value)) {
      byId("filter-hint").textContent = "Type a number, as 250K, $1.5B or 25%.";
      return;
    }
    setConditions([...chosen.list, { name: choice.value, test: byId("filter-test").value, value }]);
    byId("filter-value").value = "";
  });
}

// The address may hold conditions; links within the page leave them there.
function fromAddress() {
  if (!location.hash.startsWith("#where=")) {
    setConditions([]);
    return;
  }
  let text = "";
  try {
    text = decodeURIComponent(location.hash.slice("#where=".length));
  } catch {
    // An address that was cut while it was copied is no condition.
  }
  const { list, problem } = parsed(text);
  setConditions(problem ? [] : list);
  if (problem) byId("filter-said").prepend(`The address holds no condition: ${problem}. `);
}

function links() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link) return;
    const target = byId(link.getAttribute("href").slice(1));
    const folded = target?.closest("details");
    if (folded) folded.open = true;
    if (!target || !chosen.mask) return;
    event.preventDefault();
    target.scrollIntoView();
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  });
  addEventListener("hashchange", () => byId("filter") && location.hash.startsWith("#where=") && fromAddress());
}

async function begin() {
  await prepare();
  document.documentElement.classList.add("scripted-page");
  if (byId("kept")) byId("kept").textContent = grouped(data.kept);
  if (byId("kept-weekly")) byId("kept-weekly").textContent = grouped(weekly.paths);
  const known = new Map(data.figures.map((figure) => [figure.name, figure]));
  views = [...document.querySelectorAll("figure.chart")].map((root) => new View(root, known.get(root.dataset.name)));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      views.find((view) => view.root === entry.target).draw();
      seen.unobserve(entry.target);
    }
  }, { rootMargin: "600px" });
  views.forEach((view) => seen.observe(view.root));
  addEventListener("beforeprint", () => views.forEach((view) => view.draw()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => views.forEach((view) => view.redraw()));
  links();
  // A page of pictures holds no runs to choose from.
  if (!byId("filter")) return;
  filterForm();
  fromAddress();
}

begin();
