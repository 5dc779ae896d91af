"""CSS of the views that search, list and show articles."""

from __future__ import annotations

CSS = """
.listing form.ask { margin: 0 0 12px; }
.listing .words, .finding { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.listing .words > *, .finding > * { margin: 0; }
.listing .words input { flex: 1 1 160px; min-width: 0; }
.listing details { margin-top: 8px; }
.listing summary { font-size: 13px; color: var(--quiet); cursor: pointer; line-height: 28px; }
.listing .fields { display: flex; flex-wrap: wrap; gap: 8px 12px; margin-top: 4px; }
.listing label {
  display: flex; align-items: center; gap: 6px; font-size: 13px; color: var(--quiet);
}
.listing .fields input { width: 11em; }
.listing .fields select { max-width: 14em; }
.listing input, .listing select, .finding input {
  border: 1px solid var(--line); border-radius: 8px; background: var(--card); min-height: 32px;
  color: var(--body-text-color); font: 14px var(--font); padding: 4px 10px; box-sizing: border-box;
}
.listing select { appearance: auto; }
.listing ::placeholder, .finding ::placeholder { color: var(--quiet); opacity: 1; }
.listing .words button, .finding button, .tools .act, .reading .act {
  border: 1px solid var(--line); border-radius: 8px; background: var(--card); cursor: pointer;
  color: var(--body-text-color); font: 13px var(--font); padding: 4px 12px; min-height: 28px;
}
.listing .words button { min-height: 32px; }
.listing button:hover, .finding button:hover, .tools .act:hover, .reading .act:hover {
  border-color: var(--accent); color: var(--accent);
}
.listing input:focus-visible, .listing select:focus-visible, .finding input:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 1px;
}
.listing .hint, .listing .count { color: var(--quiet); font-size: 14px; margin: 0 0 12px; }
.listing .pager, .listing .kinds { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 14px; }
.listing .kinds { margin-bottom: 10px; font-size: 13px; }
.listing .pager a, .listing .kinds a {
  color: var(--accent); display: inline-flex; align-items: center; min-height: 28px;
}
.listing .kinds a[aria-current] { color: var(--body-text-color); font-weight: 600; }
.found h3 a { display: block; text-align: left; color: inherit; text-decoration: none; }
.found h3 a:hover cite { color: var(--accent); text-decoration: underline; }
.found .tools {
  display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; margin-bottom: 0;
}
.found .tools a { display: inline-flex; align-items: center; min-height: 28px; }
.found .passage .heading { margin-bottom: 4px; }
#sources .listing table { width: 100%; border: 0; border-collapse: collapse; font-size: 13px; }
#sources .listing tr { border: 0; }
#sources .listing th, #sources .listing td {
  text-align: left; vertical-align: top; padding: 6px 10px 6px 0; border: 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
}
#sources .listing th { white-space: nowrap; overflow-wrap: normal; font-weight: 600; }
.listing th a {
  color: var(--quiet); text-decoration: none; display: inline-flex; gap: 4px; align-items: center;
  min-height: 28px;
}
.listing th[aria-sort] a { color: var(--body-text-color); }
#sources .listing td:nth-child(2), #sources .listing td:nth-child(4) {
  white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums;
}
#sources .listing th:last-child, #sources .listing td:last-child {
  text-align: right; padding-right: 0;
}
.listing td > a { color: var(--accent); }
.listing .facts a { color: var(--quiet); }
.listing .facts:empty { display: none; }
.listing .doubt { display: block; color: var(--warn); }
.listing ul { margin: 0; padding-left: 18px; font-size: 13px; overflow-wrap: anywhere; }
.listing li { margin-bottom: 6px; }

/* Reading: words that were found, and who speaks. */
.passage mark.hit { background: var(--mark); border-radius: 3px; padding: 1px 0; }
.passage mark.hit.here { background: var(--mark-best); box-shadow: 0 0 0 2px var(--mark-best); }
.passage mark.here .hit { box-shadow: inset 0 -2px var(--warn); }
.reading .finding { margin-top: 8px; }
.reading .finding input { flex: 0 1 14em; min-width: 0; }
.stepper { font-size: 13px; color: var(--quiet); white-space: nowrap; }
.stepper a, .stepper .none {
  display: inline-flex; align-items: center; justify-content: center; min-width: 28px;
  min-height: 28px; font-size: 18px; text-decoration: none;
}
.stepper a { color: var(--accent); }
.stepper .none { opacity: .4; }
.speech { background: var(--accent-fill); border-radius: 3px; padding: 1px 0; }
.speech .who {
  font: 600 11px/1.4 var(--font); color: var(--accent); border: 1px solid var(--accent);
  border-radius: 8px; padding: 0 6px; background: var(--card); white-space: nowrap;
}
.reading nav a { display: inline-flex; align-items: center; min-height: 28px; }
@media (max-width: 480px) {
  .listing .fields label { flex: 1 1 45%; flex-wrap: wrap; }
  .listing .fields input, .listing .fields select { width: 100%; max-width: none; }
  #sources .listing th:last-child, #sources .listing td:last-child { display: none; }
}
"""
