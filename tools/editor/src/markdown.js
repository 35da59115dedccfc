import { markdownKeymap, markdownLanguage } from "@codemirror/lang-markdown";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

// Enter goes on with a list or a quote, Backspace takes its mark away.
export const language = () => [markdownLanguage, Prec.high(keymap.of(markdownKeymap))];
