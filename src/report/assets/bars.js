// Charts that are lists: a bar and its figures on each line, for the eye and for a screen reader alike.

// A line with a bar from one share of the width to another; `reference` is a pale bar behind it.
function barLine({ name, from, to, reference, figures, colour = "main" }) {
  const track = element("span", { class: "track", "aria-hidden": "true" });
  const put = (className, a, b, variable) => {
    const bar = element("span", { class: className });
    const inside = (x) => Math.min(1, Math.max(0, x));
    bar.style.left = `${100 * inside(Math.min(a, b))}%`;
    bar.style.width = `${Math.max(0.2, 100 * (inside(Math.max(a, b)) - inside(Math.min(a, b))))}%`;
    bar.style.background = `var(--${variable})`;
    track.append(bar);
  };
  if (reference) put("pale", ...reference, "nothing");
  put("bar", from, to, colour);
  return element("li", {}, element("span", { class: "name" }, name), track, element("span", { class: "figures" }, figures));
}

function list(figure) {
  const made = element("ul", { class: "bars" });
  figure.box.append(made);
  return made;
}

// What became of the orders: each end's mean, with the range of eight runs in ten.
function funnel(figure) {
  const rows = tableOf(figure.csv);
  const lines = list(figure);
  figure.what("What became of the chips that were asked for: mean, its share, and the range of eight runs in ten");
  const redraw = () => {
    const parts = rows.map((row) => {
      if (!chosen.mask || !columns.has(row.column)) {
        return { mean: { value: row.mean_chips, error: row.standard_error }, low: row.p10, high: row.p90 };
      }
      const sample = new Sample(chosenValues(row.column), false);
      return { mean: sample.mean, low: sample.quantile(0.1).value, high: sample.quantile(0.9).value };
    });
    const asked = parts[0].mean.value;
    const widest = Math.max(asked, rows[0].mean_chips) || 1;
    lines.replaceChildren(...rows.map((row, k) => {
      const { mean, low, high } = parts[k];
      const range = `${format("chips", low)} to ${format("chips", high)}`;
      const share = k === 0 || !(asked > 0) ? "" : `, ${percent(mean.value / asked)}`;
      return barLine({
        name: row.part,
        from: 0,
        to: mean.value / widest,
        reference: chosen.mask ? [0, row.mean_chips / widest] : null,
        figures: Number.isFinite(mean.value) ? `${digits("chips", mean)}${share}; ${range}` : "no run",
        colour: k === 1 ? "accent" : "main",
      });
    }));
    figure.note(chosen.mask ? "Pale: all runs." : "");
  };
  redraw();
  return { redraw };
}

// Revenue by quarter: the mean, with the range of eight runs in ten.
function quarterly(figure) {
  const { live } = figure;
  const rows = tableOf(figure.csv);
  const lines = list(figure);
  figure.what(`${live.noun[0].toUpperCase()}${live.noun.slice(1)} by quarter: mean, and the range of eight runs in ten`);
  const redraw = () => {
    const parts = rows.map((row) => {
      const name = `${live.column}.${row.quarter}`;
      if (!chosen.mask || !columns.has(name)) {
        return { mean: { value: row.mean_usd, error: row.standard_error }, low: row.p10, high: row.p90 };
      }
      const sample = new Sample(chosenValues(name), false);
      return { mean: sample.mean, low: sample.quantile(0.1).value, high: sample.quantile(0.9).value };
    });
    const widest = Math.max(...parts.map((part) => part.mean.value || 0), ...rows.map((row) => row.mean_usd)) || 1;
    lines.replaceChildren(...rows.map((row, k) => barLine({
      name: String(row.quarter).replace(/^(.*)(Q\d)$/, "$2 $1"),
      from: 0,
      to: parts[k].mean.value / widest,
      reference: chosen.mask ? [0, row.mean_usd / widest] : null,
      figures: Number.isFinite(parts[k].mean.value)
        ? `${digits("USD", parts[k].mean)}; ${format("USD", parts[k].low)} to ${format("USD", parts[k].high)}`
        : "no run",
    })));
    figure.note(chosen.mask ? "Pale: all runs." : "");
  };
  redraw();
  return { redraw };
}

// The mean of an outcome where an input is in its lowest tenth, and in its highest.
function tornado(figure) {
  const { live } = figure;
  const MOST = 14;
  const rows = tableOf(figure.csv).slice(0, MOST);
  const lines = list(figure);
  figure.what(`Mean of ${live.noun} ${live.when} where an input is in its lowest tenth, and where it is in its highest. Grey: not distinguishable from no effect.`);
  const ends = (input, outcome) => {
    const x = chosenValues(`input.${input}`);
    const y = chosenValues(outcome);
    const there = x.map((_, k) => k).filter((k) => Number.isFinite(y[k]));
    const sample = new Sample(there.map((k) => x[k]), false);
    const [below, above] = [sample.quantile(0.1).value, sample.quantile(0.9).value];
    const mean = (inside) => new Sample(there.filter((k) => inside(x[k])).map((k) => y[k]), false).mean;
    return [mean((value) => value <= below), mean((value) => value >= above)];
  };
  const redraw = () => {
    const few = chosen.mask && chosen.count < 10 * TOO_FEW;
    const pairs = rows.map((row) => {
      const all = [
        { value: row.mean_at_low_end, error: row.mean_at_low_end_standard_error },
        { value: row.mean_at_high_end, error: row.mean_at_high_end_standard_error },
      ];
      return { all, now: chosen.mask && !few ? ends(row.input, live.column) : all };
    });
    const every = pairs.flatMap(({ all, now }) => [...all, ...now]).map((end) => end.value).filter(Number.isFinite);
    const [least, most] = [Math.min(...every), Math.max(...every)];
    const along = (value) => (most > least ? (value - least) / (most - least) : 0);
    lines.replaceChildren(...rows.map((row, k) => {
      const { all, now: [low, high] } = pairs[k];
      const real = chosen.mask && !few
        ? Math.abs(high.value - low.value) > 3 * Math.hypot(low.error, high.error)
        : row.verdict.startsWith("real");
      const line = barLine({
        name: element("a", { href: `#input-${row.input}` }, columns.get(`input.${row.input}`)?.title ?? row.input),
        from: along(low.value),
        to: along(high.value),
        reference: chosen.mask && !few ? [along(all[0].value), along(all[1].value)] : null,
        figures: `low ${amount(live.unit, low)}, high ${amount(live.unit, high)}${real ? "" : "; may be chance"}`,
        colour: real ? "main" : "axis",
      });
      return line;
    }));
    figure.note(!chosen.mask ? "" : few ? `${chosen.count} runs are too few to compare tenths of: all runs are shown.`
      : "Within the chosen runs; an effect counts as real beyond three standard errors. Pale: all runs.");
  };
  redraw();
  return { redraw };
}

const CHARTS = { fan, exceedance, distribution, bottlenecks, regimes, funnel, quarterly, tornado };
