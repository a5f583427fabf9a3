// Pictures of one merchant, from counts: each has a title and says in words what it shows.
const finpathShapes = (() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  const number = (n) => n.toLocaleString("en");
  const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)}%` : "");

  function make(tag, text, name) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  }
  function draw(parent, tag, values, title) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
    if (title) made.append(Object.assign(document.createElementNS(SVG, "title"), { textContent: title }));
    parent.append(made);
    return made;
  }
  const written = (svg, x, y, text) => { draw(svg, "text", { x, y, class: "tick" }).textContent = text; };
  const day = (start, ahead) => new Date(Date.parse(`${start}T00:00Z`) + ahead * 864e5).toISOString().slice(0, 10);
  const frame = (width, height, label) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    return svg;
  };

  function timeline({ d, s, b, m }) {
    const most = Math.max(...b), wide = 860 / b.length, span = d === 1 ? "on" : "in the week from";
    const svg = frame(880, 150, `Payments over time: ${number(b.reduce((x, y) => x + y, 0))} from ${s} to ${day(s, d * b.length - 1)}, at most ${number(most)} ${d === 1 ? "a day" : "a week"}.`);
    svg.classList.add("time");
    b.forEach((count, place) => {
      if (!count) return;
      const high = Math.max(2, 105 * Math.sqrt(count / most));
      draw(svg, "rect", { x: 10 + place * wide, y: 125 - high, width: Math.max(wide - 1, 1), height: high, class: "bar" }, `${number(count)} ${span} ${day(s, place * d)}`);
    });
    draw(svg, "path", { d: "M10 125.5H870", class: "base" });
    const step = Math.max(1, Math.ceil(b.length / 8));
    for (let place = 0; place < b.length; place += step) written(svg, 10 + place * wide, 143, day(s, place * d));
    for (const [when, what] of m) {
      const x = 10 + ((Date.parse(when) - Date.parse(s)) / 864e5 / d) * wide;
      if (x >= 10 && x <= 870) draw(svg, "path", { d: `M${x} 8l6 6l-6 6l-6-6zM${x} 20V125`, class: "mark" }, `${what} on ${when}`);
    }
    return svg;
  }
  function week(h) {
    const most = Math.max(...h), all = h.reduce((x, y) => x + y, 0);
    const nights = h.reduce((sum, n, at) => sum + (at % 24 >= 23 || at % 24 < 5 ? n : 0), 0);
    const top = h.indexOf(most);
    const svg = frame(468, 176, `Hours of the week: busiest ${DAYS[Math.floor(top / 24)]} ${top % 24}:00; ${percent(nights, all)} between 23:00 and 05:00.`);
    svg.classList.add("week");
    for (let hour = 0; hour < 24; hour += 3) written(svg, 38 + hour * 18, 12, String(hour).padStart(2, "0"));
    DAYS.forEach((name, row) => written(svg, 0, 33 + row * 22, name));
    h.forEach((count, at) => {
      const hour = at % 24, row = Math.floor(at / 24);
      draw(svg, "rect", { x: 36 + hour * 18, y: 18 + row * 22, width: 16, height: 20, rx: 2, class: `h${Math.ceil((5 * count) / most)}` }, `${DAYS[row]} ${hour}:00: ${number(count)}`);
    });
    return [svg, make("p", `${number(nights)} of ${number(all)} payments (${percent(nights, all)}) fall between 23:00 and 05:00 by the payers' clocks.`, "soft")];
  }
  function table(caption, heads, rows) {
    const made = make("table");
    made.append(make("caption", caption));
    const head = made.createTHead().insertRow();
    for (const [text, right] of heads) head.append(Object.assign(make("th", text, right ? "n" : ""), { scope: "col" }));
    const body = made.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.forEach((cell, place) => {
        const made = place ? make("td", undefined, heads[place][1] ? "n" : "") : Object.assign(make("th", undefined, heads[0][1] ? "n" : ""), { scope: "row" });
        made.append(cell);
        line.append(made);
      });
    }
    return made;
  }
  function meter(share) {
    const made = make("span", undefined, "meter"), inside = make("i");
    made.setAttribute("aria-hidden", "true");
    inside.style.width = `${Math.min(100 * share, 100)}%`;
    made.append(inside);
    return made;
  }
  const usual = (row) => (row.length < 4 ? "not compared" : `${number(row[5])} of ${number(row[4])} in ${row[3]}`);
  const prices = (p) => table("Amounts paid more than once, and how many of its peers take the very same", [["Amount", 1], ["Payments", 1], ["Share", 0], ["Peers with this amount", 0]],
    p.map((row) => [`${row[0]} ${row[1]}`, number(row[2]), meter(row[2] / p[0][2]), usual(row)]));
  function country(code) {
    try { return names.of(code); } catch { return code; }
  }
  const countries = ({ n, c, o }) => table("Payers by country; countries with fewer than five are taken together", [["Country", 0], ["Payers", 1], ["Share", 0]],
    [...c.map(([code, count]) => [country(code), count]), ...(o ? [["Others, and not known", o]] : [])].map(([name, count]) => [name, number(count), meter(count / n)]));
  const proceeds = (g) => table("Proceeds by month; net is what was neither refunded nor charged back", [["Month", 0], ["Currency", 0], ["Gross", 1], ["Refunded", 1], ["Charged back", 1], ["Net", 1]], g);
  return { make, table, timeline, week, prices, countries, proceeds };
})();
