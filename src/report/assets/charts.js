// Charts, each drawn from its table for all runs, and from the page's columns for chosen ones. A chart is
// a function from a figure and its box to `{ redraw }`; all runs stay as a pale reference beside chosen ones.

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const faded = (name, opacity) =>
  css(name) + Math.round(opacity * 255).toString(16).padStart(2, "0");
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};
const seconds = (iso) => Date.parse(iso + "T00:00:00Z") / 1000;
const FONT = '13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif';

// The table's numbers have a font of their own width; a chart's are given by hand, in the page's colours.
function axes(x, y) {
  const look = () => ({
    stroke: () => css("muted"),
    font: FONT,
    grid: { stroke: () => css("grid"), width: 1 },
    ticks: { stroke: () => css("axis"), width: 1, size: 5 },
  });
  return [{ ...look(), grid: { show: false }, ...x }, { ...look(), size: 62, ...y }];
}

// A plot in its box, as wide as that is, with a cursor that mouse, finger and arrow keys move; `read` says
// what stands at a place of it.
function plot(figure, { series, data, bands, x, y, scales, hooks = {}, read, drag = false }) {
  const box = figure.box;
  const size = () => ({
    width: Math.max(280, box.clientWidth),
    height: box.clientWidth < 560 ? 300 : 400,
  });
  const options = {
    ...size(),
    padding: [12, 14, 0, 0],
    series,
    bands,
    axes: axes(x, y),
    scales,
    legend: { show: false },
    cursor: { drag: { x: drag, y: false, setScale: false }, points: { show: false } },
    hooks: {
      ...hooks,
      setCursor: [(u) => u.cursor.idx != null && figure.say(read(u, u.cursor.idx))],
    },
  };
  const made = new uPlot(options, data, box);
  made.over.tabIndex = 0;
  made.over.setAttribute("role", "group");
  made.over.setAttribute("aria-label", "Plot: left and right arrow keys read it point by point");
  made.over.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!step) return;
    event.preventDefault();
    const last = made.data[0].length - 1;
    const idx = Math.min(last, Math.max(0, (made.cursor.idx ?? (step > 0 ? -1 : last + 1)) + step));
    made.setCursor({ left: made.valToPos(made.data[0][idx], "x"), top: made.over.clientHeight / 2 });
    figure.say(read(made, idx));
  });
  new ResizeObserver(() => {
    if (box.clientWidth > 0 && Math.abs(box.clientWidth - made.width) > 1) made.setSize(size());
  }).observe(box);
  return made;
}

const timeAxis = () => ({
  space: 70,
  values: (u, at) =>
    at.map((time) => {
      const [, month, year] = longDate(new Date(time * 1000).toISOString().slice(0, 10)).split(" ");
      return month === "Jan" ? `Jan\n${year}` : month;
    }),
});
const amountAxis = (unit) => ({ values: (u, at) => at.map((value) => format(unit, value)) });
const shareAxis = { values: (u, at) => at.map((value) => format("share", value)) };
// A colour both for the page's style and for a canvas: a part, or a rung between the strictest and the most open.
const part = (k) => ({ style: `var(--part${k % 8})`, paint: () => css(`part${k % 8}`) });
function rung(k, of) {
  const at = of < 2 ? 5 : (k / (of - 1)) * 5;
  const [below, share] = [Math.min(4, Math.floor(at)), at - Math.min(4, Math.floor(at))];
  const channel = (name, place) => parseInt(css(name).slice(1 + 2 * place, 3 + 2 * place), 16);
  const mixed = (place) => Math.round(channel(`rung${below}`, place) * (1 - share) + channel(`rung${below + 1}`, place) * share);
  return {
    style: `color-mix(in srgb, var(--rung${below}) ${Math.round(100 * (1 - share))}%, var(--rung${below + 1}))`,
    paint: () => `rgb(${mixed(0)}, ${mixed(1)}, ${mixed(2)})`,
  };
}
const tone = (name) => ({ style: `var(--${name})`, paint: () => css(name) });
const LEVELS = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

// A dashed line across the plot at a place on the x axis, with a name that stays inside.
function mark(u, at, name, row, colour) {
  const { ctx, bbox } = u;
  const x = Math.round(u.valToPos(at, "x", true));
  if (!(x >= bbox.left && x <= bbox.left + bbox.width)) return;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 1.5 * scale;
  ctx.setLineDash([5 * scale, 4 * scale]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top + row * 16 * scale);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  if (name) {
    ctx.font = FONT.replace("13px", `${12 * scale}px`);
    const wide = ctx.measureText(name).width;
    const right = x + 5 * scale + wide <= bbox.left + bbox.width;
    ctx.textAlign = right ? "left" : "right";
    ctx.textBaseline = "top";
    ctx.fillText(name, right ? x + 5 * scale : Math.max(x - 5 * scale, bbox.left + wide), bbox.top + row * 16 * scale);
  }
  ctx.restore();
}

const cut = (text, letters) => (text.length > letters ? text.slice(0, letters - 1) + "…" : text);

// The fan: bands and median by week, a few whole runs, dated events.
function fan(figure) {
  const { live } = figure;
  const rows = tableOf(figure.csv);
  const times = [seconds(data.start), ...rows.map((row) => seconds(row.week_ending))];
  const all = ["p5", "p10", "p25", "p50", "p75", "p90", "p95"].map((name) => [0, ...rows.map((row) => row[name])]);
  const SAMPLES = 10;
  const path = (index) => [0, ...weekly[live.series].subarray(index * weekly.weeks, (index + 1) * weekly.weeks)];
  const of = (paths) => {
    const levels = LEVELS.map(() => [0]);
    for (let week = 0; week < weekly.weeks; week += 1) {
      const sample = new Sample(paths.map((index) => weekly[live.series][index * weekly.weeks + week]), false);
      LEVELS.forEach((level, k) => levels[k].push(sample.quantile(level).value));
    }
    return levels;
  };
  const state = {};
  const numbers = () => {
    const paths = chosenWeekly();
    state.paths = paths.length;
    state.levels = !chosen.mask ? all : paths.length >= TOO_FEW ? of(paths) : LEVELS.map(() => times.map(() => null));
    const lines = Array.from({ length: SAMPLES }, (_, k) => (k < paths.length ? path(paths[k]) : times.map(() => null)));
    return [times, ...state.levels, chosen.mask ? all[3] : times.map(() => null), ...lines];
  };
  const nothing = { stroke: "transparent", width: 0, points: { show: false } };
  const series = [
    {},
    ...LEVELS.map((level) => (level === 0.5 ? { stroke: () => css("main"), width: 3, points: { show: false } } : { ...nothing })),
    { stroke: () => css("nothing"), width: 2, dash: [6, 5], points: { show: false } },
    ...Array.from({ length: SAMPLES }, () => ({ stroke: () => faded("thread", 0.5), width: 1, points: { show: false } })),
  ];
  const bands = [[7, 1, 0.14], [6, 2, 0.16], [5, 3, 0.26]].map(([high, low, opacity]) => ({
    series: [high, low],
    fill: () => faded("main", opacity),
  }));
  // What a run far out reaches does not squeeze the bands.
  const top = () => Math.max(...state.levels[6].map((x) => x ?? 0), ...all[6]) * 1.08 || 1;
  const made = plot(figure, {
    series,
    bands,
    data: numbers(),
    x: timeAxis(),
    y: amountAxis(live.unit),
    scales: { x: { time: true }, y: { range: () => [0, top()] } },
    hooks: {
      draw: [
        (u) => live.events.forEach(([name, date], row) => {
          const wide = u.width > 560;
          mark(u, seconds(date), wide && row < 5 ? cut(name, 44) : "", wide ? Math.min(row, 5) : 0, css("accent"));
        }),
      ],
    },
    read: (u, idx) => {
      const day = idx === 0 ? data.start : rows[idx - 1].week_ending;
      const at = state.levels.map((level) => level[idx]);
      if (at[3] == null) return `By ${longDate(day)}: too few runs`;
      const show = (value) => format(live.unit, value);
      return `By ${longDate(day)}: median ${show(at[3])}; half of runs ${show(at[2])} to ${show(at[4])}, eight in ten ${show(at[1])} to ${show(at[5])}`;
    },
  });
  figure.what(`Cumulative ${live.noun} since ${longDate(data.start)}. Bands are week by week; no run follows their edges.`);
  figure.legend([[tone("main"), "median, with bands of 50, 80 and 90% of runs"], [tone("thread"), "whole runs"], [tone("accent"), "events, mid-window"]]);
  return {
    redraw: () => {
      made.setData(numbers());
      figure.note(!chosen.mask ? "" : state.paths < TOO_FEW
        ? `Only ${state.paths} of the ${weekly.paths} runs kept week by week: too few for bands. Dashed: median of all runs.`
        : `From ${state.paths} of the ${weekly.paths} runs kept week by week. Dashed: median of all runs.`);
    },
  };
}

// Places of round amounts on an axis of logarithms.
function logSplits(u, axis, low, high) {
  const places = [];
  for (let exponent = Math.floor(low); exponent <= Math.ceil(high); exponent += 1) {
    for (const times of high - low > 4 ? [1] : [1, 2, 5]) places.push(exponent + Math.log10(times));
  }
  return places.filter((place) => place >= low - 1e-9 && place <= high + 1e-9);
}

// The chance of more than an amount, with a threshold that is dragged.
function exceedance(figure) {
  const { live } = figure;
  const rows = tableOf(figure.csv).filter((row) => row.part === "more than");
  const amounts = rows.map((row) => row.amount);
  const log = amounts.length > 2 && amounts[2] - amounts[1] > 1.001 * (amounts[1] - amounts[0]);
  const place = (value) => (log ? Math.log10(value) : value);
  const value = (at) => (log ? 10 ** at : at);
  const round = (x) => (x === 0 ? 0 : Number(x.toPrecision(3)));
  const whole = allValues(live.column);
  const everyone = new Sample(Array.from(whole), false);
  const state = { sample: everyone, threshold: round(amounts[0]) };
  // To begin with, an amount that about one run in five exceeds.
  const far = (row) => Math.abs(row.probability - 0.2);
  const first = rows.reduce((best, row) => (far(row) < far(best) ? row : best), rows[0]);
  state.threshold = Number(first.amount.toPrecision(2));
  const level = (x) => (live.unit === "share" ? x : Math.fround(x));
  const curve = () => {
    const all = rows.map((row) => row.probability);
    if (!chosen.mask) return [amounts.map(place), all, rows.map((row) => row.interval_low), rows.map((row) => row.interval_high), all.map(() => null)];
    const of = state.sample.finite.length;
    const shares = amounts.map((x) => (of ? proportion(state.sample.above(level(x)), of) : { value: null, low: null, high: null }));
    return [amounts.map(place), shares.map((s) => s.value), shares.map((s) => s.low), shares.map((s) => s.high), all];
  };
  const slider = element("input", { type: "range", min: 0, max: amounts.length - 1, step: 1 });
  const typedIn = element("input", { type: "text", size: 9, autocomplete: "off", inputmode: "decimal" });
  const answer = element("output", { class: "threshold", role: "status" });
  const controls = element("div", { class: "controls" },
    element("label", {}, "More than ", typedIn),
    element("label", { class: "slide" }, element("span", { class: "unseen" }, "Threshold, to drag"), slider), answer);
  figure.body.insertBefore(controls, figure.box);
  const tell = () => {
    const { sample, threshold } = state;
    const of = sample.finite.length;
    const hits = sample.above(level(threshold));
    typedIn.value = format(live.unit, threshold);
    slider.setAttribute("aria-valuetext", format(live.unit, threshold));
    const nearest = amounts.reduce((best, x, k) => (Math.abs(place(x) - place(threshold)) < Math.abs(place(amounts[best]) - place(threshold)) ? k : best), 0);
    slider.value = nearest;
    const less = whole.length < data.paths && !chosen.mask ? ` (of the first ${grouped(of)} runs)` : "";
    answer.textContent = of === 0 ? "no run to count" : `${odds(hits, of)}, ${likelihood(hits / of)}${less}`;
  };
  const made = plot(figure, {
    data: curve(),
    series: [
      {},
      { stroke: () => css("main"), width: 3, points: { show: false } },
      { stroke: "transparent", width: 0, points: { show: false } },
      { stroke: "transparent", width: 0, points: { show: false } },
      { stroke: () => css("nothing"), width: 2, dash: [6, 5], points: { show: false } },
    ],
    bands: [{ series: [3, 2], fill: () => faded("main", 0.22) }],
    x: log
      ? { space: 60, splits: logSplits, values: (u, at) => at.map((x) => format(live.unit, round(value(x)))) }
      : { space: 60, ...amountAxis(live.unit) },
    y: shareAxis,
    scales: { x: { time: false, range: () => [place(amounts[0]), place(amounts[amounts.length - 1])] }, y: { range: [0, 1] } },
    hooks: { draw: [(u) => mark(u, place(state.threshold), `more than ${format(live.unit, state.threshold)}`, 0, css("accent"))] },
    read: (u, idx) => {
      const share = u.data[1][idx];
      return share == null ? "" : `More than ${format(live.unit, amounts[idx])}: ${percent(share)} of runs, ${likelihood(share)}`;
    },
  });
  const move = (threshold) => {
    if (!(threshold >= 0)) return;
    state.threshold = threshold;
    tell();
    made.redraw(false);
  };
  slider.addEventListener("input", () => move(round(amounts[Number(slider.value)])));
  typedIn.addEventListener("change", () => {
    const said = typed(typedIn.value);
    typedIn.setAttribute("aria-invalid", String(!(said >= 0)));
    if (said >= 0) move(said);
  });
  const drag = (event) => {
    if (event.buttons !== 1) return;
    const left = event.clientX - made.over.getBoundingClientRect().left;
    move(round(value(made.posToVal(left, "x"))));
  };
  made.over.addEventListener("pointerdown", drag);
  made.over.addEventListener("pointermove", drag);
  figure.what(`Share of runs with more than an amount of ${live.noun} ${live.when}`);
  figure.legend([[tone("main"), "share of runs above, with its 95% interval"], [tone("accent"), "threshold: drag it, or type an amount"]]);
  tell();
  return {
    redraw: () => {
      state.sample = chosen.mask ? new Sample(chosenValues(live.column), false) : everyone;
      made.setData(curve());
      tell();
      figure.note(chosen.mask ? "Dashed: all runs." : "");
    },
  };
}

// Bars of a histogram; dragging over them asks for those runs.
function distribution(figure) {
  const { live } = figure;
  const rows = tableOf(figure.csv);
  const shares = (row) => {
    const values = state.values;
    if (row.part === "zero") return values.filter((x) => x === 0).length;
    if (row.part === "below") return values.filter((x) => x !== 0 && x < row.to).length;
    if (row.part === "above") return values.filter((x) => x >= row.from).length;
    return values.filter((x) => x !== 0 && x >= row.from && x < row.to).length;
  };
  const state = { values: [] };
  const numbers = () => {
    const all = rows.map((row) => row.share);
    const at = rows.map((_, k) => k);
    if (!chosen.mask) return [at, all.map(() => null), all];
    state.values = chosenValues(live.column).filter(Number.isFinite);
    return [at, all, rows.map((row) => (state.values.length ? shares(row) / state.values.length : null))];
  };
  const name = (row) => {
    if (row.part === "zero") return "exactly zero";
    if (row.part === "below") return `below ${format(live.unit, row.to)}`;
    return row.part === "above" ? `${format(live.unit, row.from)} and more` : `${format(live.unit, row.from)} to ${format(live.unit, row.to)}`;
  };
  const bars = (colour, size) => ({
    stroke: "transparent",
    width: 0,
    fill: () => colour(),
    paths: uPlot.paths.bars({ size: [size, 60] }),
    points: { show: false },
  });
  const made = plot(figure, {
    data: numbers(),
    series: [{}, bars(() => faded("nothing", 0.4), 0.96), bars(() => css("main"), 0.82)],
    x: {
      space: 64,
      splits: () => rows.map((_, k) => k),
      filter: (u, at) => {
        const every = Math.ceil(rows.length / Math.max(2, u.width / 86));
        return at.map((k) => (rows[k].part === "zero" || (rows[k].part === "bin" && k % every === 0 && k > 1) ? k : null));
      },
      values: (u, at) => at.map((k) => (k == null ? "" : rows[k].part === "zero" ? "zero" : format(live.unit, rows[k].from))),
    },
    y: shareAxis,
    scales: { x: { time: false, range: () => [-0.7, rows.length - 0.3] }, y: { range: (u, low, high) => [0, (high || 1) * 1.08] } },
    drag: true,
    hooks: {
      setSelect: [(u) => {
        if (u.select.width < 4) return;
        const first = Math.max(0, Math.round(u.posToVal(u.select.left, "x")));
        const last = Math.min(rows.length - 1, Math.round(u.posToVal(u.select.left + u.select.width, "x")));
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        figure.ask([
          ...(rows[first].part === "zero" ? [] : [{ name: live.column, test: ">=", value: rows[first].from }]),
          ...(rows[last].part === "zero" ? [{ name: live.column, test: "<=", value: 0 }] : [{ name: live.column, test: "<", value: rows[last].to }]),
        ]);
      }],
    },
    read: (u, idx) => {
      const share = u.data[2][idx];
      return share == null ? "" : `${name(rows[idx])}: ${percent(share)} of runs`;
    },
  });
  figure.what(`${live.noun[0].toUpperCase()}${live.noun.slice(1)} ${live.when}, by size`);
  figure.legend([[tone("main"), "share of runs; drag across bars to look only at those runs"]]);
  return {
    redraw: () => {
      made.setData(numbers());
      figure.note(chosen.mask ? "Pale: all runs." : "");
    },
  };
}

// Layers that lie on each other, by week; `all` and `some` give the layers of all runs and of chosen ones.
function stacked(figure, { names, colours, times, layers, unit, top, height }) {
  const sums = (list) => {
    const total = times.map(() => 0);
    return list.map((layer) => layer.map((value, k) => (total[k] += value)));
  };
  const state = { layers };
  const numbers = () => [times, ...sums(state.layers)];
  const made = plot(figure, {
    data: numbers(),
    series: [{}, ...names.map((_, k) => ({ stroke: "transparent", width: 0, fill: k === 0 ? colours[0].paint : undefined, points: { show: false } }))],
    bands: names.slice(1).map((_, k) => ({ series: [k + 2, k + 1], fill: colours[k + 1].paint })),
    x: timeAxis(),
    y: unit === "share" ? shareAxis : amountAxis(unit),
    scales: { x: { time: true }, y: { range: (u, low, high) => [0, top || high * 1.05 || 1] } },
    read: (u, idx) => {
      const day = longDate(new Date(times[idx] * 1000).toISOString().slice(0, 10));
      const parts = state.layers.map((layer, k) => [layer[idx], names[k]]).filter(([value]) => value > 0);
      const said = parts.sort((a, b) => b[0] - a[0]).slice(0, 3).map(([value, name]) => `${name} ${unit === "share" ? percent(value) : format(unit, value)}`);
      return `${day}: ${said.join(", ") || "nothing"}`;
    },
  });
  if (height) made.setSize({ width: made.width, height });
  return { set: (list) => { state.layers = list; made.setData(numbers()); } };
}

// What each gate holds back, by week.
function bottlenecks(figure) {
  const rows = tableOf(figure.csv);
  const gates = data.gates.filter(([name]) => name in rows[0]);
  const times = rows.map((row) => seconds(row.week_ending));
  const all = gates.map(([name]) => rows.map((row) => row[name]));
  const colours = gates.map((_, k) => part(k));
  const names = gates.map(([, title]) => title);
  const made = stacked(figure, { names, colours, times, layers: all, unit: "chips" });
  figure.what("Mean chips that are asked for and not delivered, by the gate that holds them back, week by week");
  figure.legend(gates.map(([, title], k) => [colours[k], title]));
  const months = Math.ceil(weekly.weeks / weekly.month);
  return {
    redraw: () => {
      const paths = chosenWeekly();
      if (!chosen.mask || paths.length === 0) {
        made.set(all);
      } else {
        made.set(gates.map(([name]) => {
          const by = Array.from({ length: months }, (_, month) =>
            paths.reduce((sum, path) => sum + weekly.withheld[name][path * months + month], 0) / paths.length);
          return times.map((_, week) => by[Math.floor(week / weekly.month)]);
        }));
      }
      figure.note(!chosen.mask ? "" : paths.length === 0 ? "No such run among those kept week by week: all runs are shown."
        : `Means over ${paths.length} of the ${weekly.paths} runs kept week by week, by four weeks.`);
    },
  };
}

// Which regime holds: one stack a process.
function regimes(figure) {
  const rows = tableOf(figure.csv);
  const processes = [...new Set(rows.map((row) => row.process))];
  const months = Math.ceil(weekly.weeks / weekly.month);
  const panels = processes.map((process) => {
    const own = rows.filter((row) => row.process === process);
    const names = [...new Set(own.map((row) => String(row.regime)))];
    const all = names.map((name) => own.filter((row) => String(row.regime) === name).map((row) => row.share));
    const times = own.filter((row) => String(row.regime) === names[0]).map((row) => seconds(row.week_ending));
    const colours = names.map((_, k) => rung(k, names.length));
    const box = element("div", { class: "panel-plot" });
    const words = { washington: "Washington", beijing: "Beijing", customs: "Chinese customs", tariff: "Tariff ladder" };
    const legend = element("p", { class: "legend" });
    figure.box.append(element("h4", {}, words[process] || process), legend, box);
    names.forEach((name, k) => legend.append(figure.key(colours[k], name)));
    const made = stacked({ ...figure, box, say: figure.say }, { names, colours, times, layers: all, unit: "share", top: 1, height: 170 });
    return { process, names, all, made };
  });
  figure.what("Share of runs in each regime, week by week");
  return {
    redraw: () => {
      const paths = chosenWeekly();
      for (const { process, names, all, made } of panels) {
        const kept = weekly.regimes[process];
        if (!chosen.mask || paths.length === 0 || !kept) made.set(all);
        else {
          made.set(names.map((_, regime) => all[0].map((_, week) => {
            const month = Math.floor(week / weekly.month);
            return paths.filter((path) => kept[path * months + month] === regime).length / paths.length;
          })));
        }
      }
      figure.note(!chosen.mask ? "" : paths.length === 0 ? "No such run among those kept week by week: all runs are shown."
        : `From ${paths.length} of the ${weekly.paths} runs kept week by week, by four weeks.`);
    },
  };
}
