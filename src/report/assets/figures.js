// Figures: estimates with their error, and how they are written. The rules are those of the program
// (src/stats, src/units, src/analysis/wording.rs): the same runs give the same text here and there.

// The number with so many decimals; exact ties go to the even digit, as the program rounds them.
function fixed(number, decimals) {
  const exact = number.toFixed(100);
  const end = exact.indexOf(".") + 1 + decimals;
  const tail = exact.slice(exact.indexOf(".") + 1 + decimals);
  if (/^50*$/.test(tail)) {
    const kept = exact.slice(0, decimals ? end : end - 1);
    if (Number(kept[kept.length - 1]) % 2 === 0) return kept;
  }
  return number.toFixed(decimals);
}

// Three significant digits with K, M, B or T.
function short(value) {
  if (!Number.isFinite(value)) return "n/a";
  if (value < 0) return "−" + short(-value);
  const letters = ["", "K", "M", "B", "T"];
  let letter = 0;
  while (value >= 999.5 && letter + 1 < letters.length) {
    value /= 1000;
    letter += 1;
  }
  let text = fixed(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
  if (text.includes(".")) text = text.replace(/\.?0+$/, "");
  return text + letters[letter];
}

function format(unit, value) {
  if (unit === "USD") return value < 0 ? "−$" + short(-value) : "$" + short(value);
  return unit === "share" ? short(value * 100) + "%" : short(value);
}

// The power of ten at or below a positive number.
function decade(value) {
  const guess = Math.floor(Math.log10(value));
  if (10 ** (guess + 1) <= value) return guess + 1;
  return 10 ** guess > value ? guess - 1 : guess;
}

// An amount rounded to the decimal place of its error.
function amount(unit, { value, error }) {
  const written = (x) => {
    const text = format(unit, x);
    return x > 0 && text === format(unit, 0) ? "<" + format(unit, 0.01) : text;
  };
  if (!(error > 0 && Number.isFinite(error) && Number.isFinite(value))) return written(value);
  const place = 10 ** decade(error);
  const rounded = Math.sign(value) * Math.round(Math.abs(value) / place) * place;
  return written(rounded === 0 ? value : rounded);
}

// The value with two digits of its error, both at one scale: "412.3K ± 1.2K".
function digits(unit, { value, error }) {
  if (error === 0 || !Number.isFinite(value)) return format(unit, value);
  if (!Number.isFinite(error)) return format(unit, value) + " ± n/a";
  const times = unit === "share" ? 100 : 1;
  const size = short(Math.max(Math.abs(value), error) * times);
  const letter = /[KMBT]$/.test(size) ? size.slice(-1) : "";
  const scale = letter ? 1000 ** (" KMBT".indexOf(letter)) : 1;
  const scaled = (value * times) / scale;
  let spread = (error * times) / scale;
  let decimals = 0;
  let step = 1;
  while (decimals < 3 && spread < 9.95 * step) {
    decimals += 1;
    step /= 10;
  }
  spread = Math.max(spread, step);
  const sign = scaled < 0 && -scaled >= step / 2 ? "−" : "";
  const dollar = unit === "USD" ? "$" : "";
  const tail = unit === "share" ? "%" : letter;
  return `${sign}${dollar}${fixed(Math.abs(scaled), decimals)}${tail} ± ${dollar}${fixed(spread, decimals)}${tail}`;
}

// A share in percent, never "0%" or "100%" unless it is exactly so.
function percent(share) {
  const p = share * 100;
  if (Number.isNaN(share)) return "n/a";
  if (share <= 0) return "0%";
  if (share >= 1) return "100%";
  if (share < 0.001) return "<0.1%";
  if (share > 0.999) return ">99.9%";
  if (share < 0.0095) return fixed(p, 1) + "%";
  if (share > 0.9905) return fixed(Math.min(p, 99.9), 1) + "%";
  return fixed(p, 0) + "%";
}

// Words of ICD 203.
function likelihood(p) {
  if (Number.isNaN(p)) return "not known";
  if (p <= 0) return "in no run";
  if (p >= 1) return "in every run";
  const words = [[0.01, "remote"], [0.05, "almost no chance"], [0.2, "very unlikely"], [0.45, "unlikely"]];
  for (const [end, word] of words) if (p < end) return word;
  if (p <= 0.55) return "roughly even";
  if (p <= 0.8) return "likely";
  if (p <= 0.95) return "very likely";
  return p <= 0.99 ? "almost certain" : "near certain";
}

function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

// "5 Feb 2026" for "2026-02-05".
function longDate(iso) {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const [year, month, day] = iso.split("-").map(Number);
  return `${day} ${months[month - 1]} ${year}`;
}

// A number as people type it: "250K", "$1.5B", "12 %", "25_000".
function typed(text) {
  const found = /^\s*(-?)\s*\$?\s*([\d.,_]+(?:e[+-]?\d+)?)\s*([kmbt%]?)\s*$/i.exec(text.replace("−", "-"));
  if (!found) return NaN;
  const plain = found[2].replace(/[_,]/g, "");
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return NaN;
  const size = { "": 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12, "%": 0.01 }[found[3].toLowerCase()];
  return (found[1] ? -1 : 1) * Number((Number(plain) * size).toPrecision(12));
}

// Hits of so many runs, with the Wilson interval, or the exact bound where all or none are hits.
function proportion(hits, of) {
  const z = 1.959963984540054;
  const value = hits / of;
  const error = Math.sqrt((value * (1 - value)) / of);
  const farthest = 1 - 0.05 ** (1 / of);
  if (hits === 0) return { value, error, low: 0, high: farthest };
  if (hits === of) return { value, error, low: 1 - farthest, high: 1 };
  const shrink = 1 + (z * z) / of;
  const centre = (value + (z * z) / (2 * of)) / shrink;
  const reach = (z * Math.sqrt((value * (1 - value)) / of + (z * z) / (4 * of * of))) / shrink;
  return { value, error, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

// A share near one, with as many decimals as what is missing has.
function nearlyAll(share) {
  const missing = format("share", 1 - share);
  const dot = missing.indexOf(".");
  return fixed(share * 100, dot < 0 ? 0 : Math.max(missing.length - dot - 2, 0)) + "%";
}

// A share of so many runs in percent; where it is none or all of them, the bound on it.
function shareOfRuns(share, runs) {
  const hits = Math.round(share * runs);
  const bound = proportion(hits, runs);
  if (hits === 0) return "<" + format("share", bound.high);
  return hits === runs ? ">" + nearlyAll(bound.low) : percent(share);
}

// A share of runs in words and figures.
function odds(hits, of) {
  const share = proportion(hits, of);
  if (hits === 0) return `0 of ${grouped(of)} runs (95% sure: below ${format("share", share.high)})`;
  if (hits === of) return `all runs (95% sure: above ${nearlyAll(share.low)})`;
  return digits("share", share);
}

// Values in ascending order with the figures that are said of them. NaN is missing, or, of a time that
// never comes, later than all others.
class Sample {
  constructor(values, never) {
    const there = values.filter(Number.isFinite);
    this.finite = Float64Array.from(there).sort();
    this.rows = values.length;
    this.ranked = this.finite;
    if (never && there.length < values.length) {
      this.ranked = new Float64Array(values.length).fill(Infinity);
      this.ranked.set(this.finite);
    }
  }

  get mean() {
    const n = this.finite.length;
    if (n === 0) return { value: NaN, error: NaN };
    if (this.finite[0] === this.finite[n - 1]) {
      return { value: this.finite[0], error: n > 1 ? 0 : Infinity };
    }
    const value = this.finite.reduce((sum, x) => sum + x, 0) / n;
    const squares = this.finite.reduce((sum, x) => sum + (x - value) ** 2, 0);
    return { value, error: Math.sqrt(squares / (n - 1) / n) };
  }

  get zeroShare() {
    return this.ranked.reduce((count, x) => count + (x === 0), 0) / this.ranked.length;
  }

  // Type 7, with a distribution-free error from the order statistics around it.
  quantile(p) {
    const last = this.ranked.length - 1;
    if (last < 0) return { value: NaN, error: NaN };
    const at = last * p;
    const spread = Math.sqrt((last + 1) * p * (1 - p));
    const low = Math.max(at - spread, 0);
    const high = Math.min(at + spread, last);
    const value = this.between(at);
    if (spread <= 0 || high <= low) return { value, error: Infinity };
    const [below, above] = [this.between(low), this.between(high)];
    if (above === Infinity) return { value, error: below === Infinity ? 0 : Infinity };
    return { value, error: ((above - below) / (high - low)) * spread };
  }

  between(position) {
    const rank = Math.floor(position);
    const part = position - rank;
    const low = this.ranked[rank];
    if (part <= 0) return low;
    const high = this.ranked[rank + 1];
    return high === low || high === Infinity ? high : low + part * (high - low);
  }

  // The mean of the lowest twentieth.
  get shortfall() {
    const n = this.ranked.length;
    if (n === 0) return { value: NaN, error: NaN };
    const tail = Math.min(Math.floor(n * 0.05), n - 1);
    const end = this.ranked[tail];
    let [sum, squares] = [0, 0];
    for (let k = 0; k < tail; k += 1) {
      sum += end - this.ranked[k];
      squares += (end - this.ranked[k]) ** 2;
    }
    const mean = sum / n;
    const variance = (Math.max(squares / n - mean * mean, 0) * n) / (n - 1);
    return { value: end - mean / 0.05, error: n < 2 ? Infinity : Math.sqrt(variance / n) / 0.05 };
  }

  // How many values are more than this.
  above(level) {
    return this.finite.length - firstAbove(this.finite, level);
  }
}

// The place of the first value of an ascending list that is more than this.
function firstAbove(ascending, level) {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= level) low = middle + 1;
    else high = middle;
  }
  return low;
}
