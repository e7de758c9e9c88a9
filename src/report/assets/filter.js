// The data of the page, and the choice of runs: conditions joined by "and", in the language of
// `tradeflow stress --where`, so that the same text asks the same of all runs there.

const data = JSON.parse(document.getElementById("data").textContent);

// The page's columns lie in one compressed text (src/report/packed.rs).
let bytes;

async function unpack() {
  const packed = Uint8Array.from(atob(data.packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  bytes = new Uint8Array(await new Response(stream).arrayBuffer());
}

function decoded({ form, at, count }) {
  if (form === "u8") return Float64Array.from(bytes.subarray(at, at + count), (x) => (x === 255 ? NaN : x));
  const wide = form === "u16" ? 2 : 4;
  const values = new DataView(new ArrayBuffer(wide));
  return Float64Array.from({ length: count }, (_, place) => {
    for (let plane = 0; plane < wide; plane += 1) values.setUint8(plane, bytes[at + plane * count + place]);
    if (form === "f32") return values.getFloat32(0, true);
    const value = values.getUint16(0, true);
    return value === 65535 ? NaN : value;
  });
}

// Columns by name, decoded when they are first asked for.
const columns = new Map(data.columns.map((column) => [column.name, { ...column, all: null }]));

function column(name) {
  const found = columns.get(name);
  if (found && !found.all) found.all = decoded(found.values);
  return found;
}

// All values that the page keeps of a column, which may be of more paths than conditions look at.
const allValues = (name) => column(name)?.all;

// Targets as columns of ones and zeros, and the weeks of some paths.
const weekly = { ...data.weekly };

async function prepare() {
  if (!data.packed) return;
  await unpack();
  for (const target of data.targets) {
    const judged = column(target.column);
    if (!judged) continue;
    const met = judged.all.map((value) => Number(value >= target.at_least));
    columns.set(target.name, { ...target, unit: "", group: "target", never: false, all: met });
  }
  for (const name of ["delivered_units", "gross_revenue_usd"]) weekly[name] = decoded(weekly[name]);
  for (const family of ["withheld", "regimes"]) {
    const all = Object.entries(weekly[family]);
    weekly[family] = Object.fromEntries(all.map(([name, values]) => [name, decoded(values)]));
  }
}

// With fewer runs than this, quantiles are rough (analysis/stress.rs).
const FEW = 200;
// With fewer than this, no bands are drawn.
const TOO_FEW = 20;

const TESTS = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
};

// The conditions of a text, or the reason why it is none.
function parsed(text) {
  const list = [];
  for (const part of text.split(/\s+and\s+/i).filter((part) => part.trim())) {
    const found = /^\s*([\w.-]+)\s*(?:(==|!=|<=|>=|<|>)\s*(\S+))?\s*$/.exec(part);
    if (!found) return { problem: `“${part.trim()}” is no comparison of a column with a number` };
    const [, name, test = ">", said = "0"] = found;
    if (!columns.has(name)) return { problem: `the page has no column “${name}”` };
    const value = typed(said);
    if (Number.isNaN(value)) return { problem: `“${said}” is no number` };
    list.push({ name, test, value });
  }
  return { list };
}

const written = (list) => list.map(({ name, test, value }) => `${name} ${test} ${value}`).join(" and ");

// The runs that are looked at: all of the page's, or those on which every condition holds.
const chosen = { list: [], mask: null, count: data.kept };

function choose(list) {
  chosen.list = list;
  if (list.length === 0) {
    chosen.mask = null;
    chosen.count = data.kept;
    return;
  }
  chosen.mask = new Uint8Array(data.kept).fill(1);
  for (const { name, test, value } of list) {
    const { all } = column(name);
    // The page keeps seven digits; a level is held to the same.
    const level = columns.get(name).values?.form === "f32" ? Math.fround(value) : value;
    const holds = TESTS[test];
    for (let path = 0; path < data.kept; path += 1) {
      if (!holds(all[path], level)) chosen.mask[path] = 0;
    }
  }
  chosen.count = chosen.mask.reduce((sum, one) => sum + one, 0);
}

// A column's values on the chosen runs.
function chosenValues(name) {
  const values = Array.from(allValues(name).subarray(0, data.kept));
  return chosen.mask ? values.filter((_, path) => chosen.mask[path]) : values;
}

// The chosen ones of the paths that are kept week by week.
function chosenWeekly() {
  const paths = Array.from({ length: weekly.paths }, (_, path) => path);
  return chosen.mask ? paths.filter((path) => chosen.mask[path]) : paths;
}

// The rows of a table as it is written in CSV: a list of cells each.
function csvRows(text) {
  const rows = [[]];
  const cells = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g;
  for (let found = cells.exec(text); found && cells.lastIndex <= text.length; found = cells.exec(text)) {
    const [, cell, end] = found;
    rows[rows.length - 1].push(cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell);
    if (end === "\n") rows.push([]);
    if (end === "" || cells.lastIndex === text.length) break;
  }
  return rows.filter((row) => row.length > 0 && !(row.length === 1 && row[0] === ""));
}

// A table as objects by the names of its columns; what looks like a number is one.
function tableOf(csv) {
  const [head, ...rows] = csvRows(csv);
  const value = (cell) => (cell !== "" && !Number.isNaN(Number(cell)) ? Number(cell) : cell);
  return rows.map((row) => Object.fromEntries(head.map((name, k) => [name, value(row[k])])));
}
