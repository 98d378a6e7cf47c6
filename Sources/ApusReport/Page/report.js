"use strict";
/* The page's own behaviour: sorting, opening and closing, zoom of all traces. Without it everything can still be read. */
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const say = (id, text) => { const place = byId(id); if (place) place.textContent = text; };

  /* The table: a press on a column's title sorts by it, a second one the other way round. What is no number comes last. */
  const table = byId("summary-table");
  if (table) {
    const body = table.tBodies[0];
    const heads = all("thead th", table);
    heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
      const isDown = head.getAttribute("aria-sort") === "ascending";
      const isText = head.dataset.kind === "text";
      const sign = isDown ? -1 : 1;
      const rows = [...body.rows].map((row) => {
        const value = row.cells[column].dataset.value;
        const number = value === "inf" ? Infinity : value === "-inf" ? -Infinity : parseFloat(value);
        return { row, key: isText ? value : number };
      });
      rows.sort((a, b) => {
        if (isText) return sign * a.key.localeCompare(b.key, "en", { numeric: true });
        const [p, q] = [Number.isNaN(a.key), Number.isNaN(b.key)];
        if (p || q) return p === q ? 0 : p ? 1 : -1;
        return a.key === b.key ? 0 : a.key < b.key ? -sign : sign;
      });
      rows.forEach((entry) => body.append(entry.row));
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      say("sort-status", "Sorted by " + head.textContent.trim() + (isDown ? ", descending" : ", ascending"));
    }));
  }

  /* Parts that open and close. */
  const parts = all("details.parameter");
  const setAll = (isOpen) => parts.forEach((part) => { part.open = isOpen; });
  if (byId("open-all")) byId("open-all").addEventListener("click", () => setAll(true));
  if (byId("close-all")) byId("close-all").addEventListener("click", () => setAll(false));
  const follow = () => {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", follow);
  follow();
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = all("details").filter((part) => !part.open);
    closed.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));

  /* Traces: what is drawn over one of them, or written into the fields, is the range of draws that all of them show. */
  const [first, last] = [byId("zoom-first"), byId("zoom-last")];
  if (!first || !last) return;
  const full = [Number(first.dataset.full), Number(last.dataset.full)];
  const space = "http://www.w3.org/2000/svg";
  const traces = all(".zoomable > svg").map((svg) => {
    const frame = svg.querySelector("rect.frame");
    const axis = svg.querySelector("g.axis.x");
    return {
      svg, axis, left: Number(frame.getAttribute("x")), width: Number(frame.getAttribute("width")),
      top: Number(frame.getAttribute("y")), height: Number(frame.getAttribute("height")),
      lower: Number(axis.dataset.lower), upper: Number(axis.dataset.upper),
      groups: all("g.zoomed", svg), drawn: axis.innerHTML,
    };
  });

  const ticks = (low, high) => {
    const wanted = (high - low) / 7;
    const power = Math.pow(10, Math.floor(Math.log10(Math.max(wanted, 1))));
    const step = Math.max(1, [1, 2, 5, 10].find((factor) => factor * power >= wanted) * power);
    const list = [];
    for (let value = Math.ceil(low / step) * step; value <= high; value += step) list.push(value);
    return list;
  };
  const redraw = (trace, low, high) => {
    const sample = trace.axis.querySelector("text.tick");
    const title = trace.axis.querySelector("text.axis-title");
    const keep = [sample ? sample.getAttribute("y") : null, sample ? sample.getAttribute("font-size") : null];
    if (!keep[0]) return;
    const pixel = (value) => trace.left + (value - low) / (high - low) * trace.width;
    const make = (name, attributes, text) => {
      const element = document.createElementNS(space, name);
      Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const fresh = [];
    const bottom = trace.top + trace.height;
    let path = "";
    ticks(low, high).forEach((value) => {
      const x = pixel(value).toFixed(1);
      path += "M" + x + " " + bottom + "v-6";
      fresh.push(make("text", {
        class: "tick", x, y: keep[0], "font-size": keep[1], "text-anchor": "middle", "data-value": value,
      }, String(value)));
    });
    fresh.unshift(make("path", { class: "ticks", d: path, fill: "none", stroke: "#1A1A1A" }));
    trace.axis.replaceChildren(...fresh, ...(title ? [title] : []));
  };
  const zoom = (low, high) => {
    const isFull = !(low > full[0] || high < full[1]);
    traces.forEach((trace) => {
      trace.axis.innerHTML = trace.drawn;
      if (isFull) {
        trace.groups.forEach((group) => group.removeAttribute("transform"));
        return;
      }
      const factor = (trace.upper - trace.lower) / (high - low);
      const shift = trace.left - factor * (trace.left + (low - trace.lower) / (trace.upper - trace.lower) * trace.width);
      trace.groups.forEach((group) => group.setAttribute("transform", "matrix(" + factor + " 0 0 1 " + shift + " 0)"));
      redraw(trace, low, high);
    });
    [first.value, last.value] = [Math.round(low), Math.round(high)];
    document.documentElement.classList.toggle("is-zoomed", !isFull);
    say("zoom-status", isFull ? "All draws are shown" : "Draws " + Math.round(low) + " to " + Math.round(high) + " are shown");
  };
  let range = full;
  const setRange = (low, high) => {
    const [a, b] = [Math.max(full[0], Math.min(low, high)), Math.min(full[1], Math.max(low, high))];
    range = b - a >= 4 ? [a, b] : range;
    zoom(range[0], range[1]);
  };
  const reset = () => { range = full; zoom(full[0], full[1]); };
  const typed = () => setRange(Number(first.value), Number(last.value));
  first.addEventListener("change", typed);
  last.addEventListener("change", typed);
  byId("zoom-reset").addEventListener("click", reset);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });

  traces.forEach((trace) => {
    let start = null;
    let mark = null;
    const place = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(trace.svg.getScreenCTM().inverse());
      return Math.min(Math.max(point.x, trace.left), trace.left + trace.width);
    };
    const value = (x) => range[0] + (x - trace.left) / trace.width * (range[1] - range[0]);
    const end = () => { if (mark) mark.remove(); start = null; mark = null; };
    trace.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      start = place(event);
      trace.svg.setPointerCapture(event.pointerId);
      mark = document.createElementNS(space, "rect");
      mark.setAttribute("class", "selection");
      mark.setAttribute("y", trace.top);
      mark.setAttribute("height", trace.height);
      trace.svg.append(mark);
      event.preventDefault();
    });
    trace.svg.addEventListener("pointermove", (event) => {
      if (start === null) return;
      const now = place(event);
      mark.setAttribute("x", Math.min(start, now));
      mark.setAttribute("width", Math.abs(now - start));
    });
    trace.svg.addEventListener("pointerup", (event) => {
      if (start === null) return;
      const [from, to] = [start, place(event)];
      end();
      if (Math.abs(to - from) > 4) setRange(value(from), value(to));
    });
    trace.svg.addEventListener("pointercancel", end);
    trace.svg.addEventListener("dblclick", reset);
  });
})();
