"""CSS of prints: the conversation, then what the panel shows, whole and without controls."""

from __future__ import annotations

# Gradio scopes rules inside @media to its content, which leaves out what is around it.
CSS = """
@media print {
  #rebuild, #topic, #question, #settings, #folder, #views, #waiting, #gone, #too-long, #said,
  #status, #endpoint, #chat .icon-button-wrapper, #chat .message-buttons, #chat .examples,
  .panel button, .panel form, .panel .stepper, .reading nav, .panel .more, .source .tools {
    display: none !important;
  }
  #main, #left, #right, #chat, #sources, .panel, #chat .wrapper, #chat .bubble-wrap,
  #chat .message-wrap, .column:has(> #main), #sources .html-container, #sources .prose {
    display: block !important; position: static !important; height: auto !important;
    min-height: 0 !important; max-height: none !important; overflow: visible !important;
    flex: none !important; width: 100% !important;
  }
  #chat { border: 0 !important; }
  #chat .message-row { margin: 12px 0 4px; }
  .quotes, .source, .near, .refusal { break-inside: avoid; }
  .reading { break-inside: auto; }
  #sources { margin-top: 16px; border-top: 1px solid #999; padding-top: 12px; }
  mark { background: none !important; text-decoration: underline; }
}
"""
