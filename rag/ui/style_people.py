"""CSS of the views of people and of one person's statements."""

from __future__ import annotations

CSS = """
#sources .people tbody th { white-space: normal; overflow-wrap: break-word; }
.people tbody th a {
  color: var(--accent); font-size: 14px; text-align: left;
  display: inline-block; min-height: 24px; line-height: 24px;
}
#sources .people td, #sources .people thead th:nth-child(n+2) {
  text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;
}
#sources .people thead th { color: var(--quiet); vertical-align: middle; }
#sources .people thead th[aria-sort] { color: var(--body-text-color); }
.listing .saves { display: flex; flex-wrap: wrap; gap: 8px; margin: 16px 0 0; }
.listing .saves button {
  border: 1px solid var(--line); border-radius: 8px; background: var(--card); cursor: pointer;
  color: var(--body-text-color); font: 13px var(--font); padding: 4px 12px; min-height: 28px;
}

/* One person. */
.person .up { margin: 0; font-size: 13px; }
.person .up a { color: var(--accent); display: inline-flex; align-items: center; min-height: 28px; }
.person .who h2 { font-size: 20px; font-weight: 650; letter-spacing: -.01em; margin: 0 0 2px; }
.person .who p { color: var(--quiet); font-size: 13px; margin: 0 0 2px; }
.person .who p:empty { display: none; }
.person .who a { color: var(--accent); }
.person form.ask { margin-top: 12px; }
.person .quotes { margin-bottom: 22px; }
.person .quotes blockquote { overflow-wrap: anywhere; }
#sources .person .quotes blockquote, #sources .person .quotes blockquote p { margin: 0; }
#sources .person .quotes figcaption { margin-top: 4px; }
.person .quotes.against { border-left-color: var(--warn); }
.person .quotes .speaker { display: block; margin-bottom: 4px; }
.person .quotes figcaption > a {
  color: inherit; text-decoration: none; display: block; text-align: left;
}
.person .quotes figcaption > a:hover cite { color: var(--accent); text-decoration: underline; }
.person .quotes .tools {
  display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; margin: 4px 0 0;
}
.person .quotes .tools a {
  color: var(--accent); display: inline-flex; align-items: center; min-height: 28px;
}
@media (max-width: 480px) {
  #sources .people th:nth-child(4), #sources .people td:nth-child(4) { display: none; }
  #sources .people th:last-child, #sources .people td:last-child { display: table-cell; }
  #sources .people td .facts { white-space: normal; }
}
"""
