"""CSS of the collection and of citations."""

CSS = """
.panel .unborne { color: var(--warn); font-size: 13px; margin: 4px 0; }
.collected header h2, .citing header h2 { font-size: 16px; font-weight: 650; margin: 0 0 6px; }
.styles { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 0 8px; }
.panel .styles a:any-link {
  line-height: 18px; padding: 4px 12px; border: 1px solid var(--line); border-radius: 14px;
  font-size: 13px; color: var(--accent); text-decoration: none;
}
.panel .styles a:any-link[aria-current] {
  background: var(--accent-fill); border-color: var(--accent); font-weight: 600;
}
.collected ol { list-style: decimal; margin: 0; padding: 0 0 0 26px; }
.collected li::marker { color: var(--quiet); font-size: 13px; }
.pinned blockquote, .citing blockquote {
  margin: 0 0 6px; padding: 0 0 0 12px; border-left: 3px solid var(--accent);
  font: 16px/1.55 var(--article); overflow-wrap: anywhere;
}
.pinned .cited { font: 13px var(--font); color: var(--quiet); }
.pinned p { margin: 0 0 6px; }
.pinned .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
.panel .pinned .tools a:any-link, .panel .citing footer a:any-link,
.panel .collected > .more a:any-link {
  display: inline-block; line-height: 18px; padding: 3px 0; font-size: 13px; color: var(--accent);
}
.citing .tools { display: inline-block; margin: 4px 0; }
.pinned label { display: block; font-size: 13px; color: var(--quiet); }
.pinned textarea {
  display: block; width: 100%; margin: 2px 0 6px; padding: 6px 8px; font: 14px/1.45 var(--font);
  color: var(--body-text-color); background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; resize: vertical;
}
.pinned textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.pinned button, .saves button {
  min-height: 26px; padding: 4px 12px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); color: var(--body-text-color); font: 13px var(--font); cursor: pointer;
}
.pinned button:hover:enabled, .saves button:hover {
  border-color: var(--accent); color: var(--accent);
}
.pinned button:disabled { cursor: default; opacity: .45; }
.pinned form { margin: 8px 0; }
.pinned .tools .tools { margin: 0; }
.citing section { border-top: 1px solid var(--line); padding-top: 10px; margin-top: 10px; }
.citing h4 { font-size: 14px; font-weight: 650; margin: 0 0 6px; }
.citing dl { margin: 0; }
.citing dt { font-size: 12px; color: var(--quiet); }
.citing dd { margin: 0 0 8px; font-size: 14px; }
.pinned .copied:empty { display: none; }
.citing .reference {
  margin: 0; padding-left: 24px; text-indent: -24px; overflow-wrap: anywhere;
}
.citing .reference a { color: var(--accent); }
@media (max-width: 899px) { .collected ol { padding-left: 0; list-style-position: inside; } }
@media print { .pinned form, .pinned .tools, .saves, .styles { display: none; } }
"""
