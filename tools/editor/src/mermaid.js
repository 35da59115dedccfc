// Mermaid by its look: comments, words that begin a line, strings, arrows. Its own parser finds the faults.
import { StreamLanguage } from "@codemirror/language";

const WORDS =
  /^(?:flowchart(?:-elk)?|graph|sequenceDiagram|classDiagram|stateDiagram(?:-v2)?|erDiagram|gantt|pie|journey|mindmap|timeline|gitGraph|quadrantChart|requirementDiagram|C4\w+|sankey(?:-beta)?|xychart(?:-beta)?|block(?:-beta)?|packet(?:-beta)?|architecture(?:-beta)?|kanban|subgraph|end|direction|participant|actor|activate|deactivate|note|loop|alt|else|opt|par|and|critical|break|rect|state|class|section|title|dateFormat|axisFormat|as|style|classDef|linkStyle|click|TB|TD|BT|RL|LR)\b/;

export const language = () =>
  StreamLanguage.define({
    name: "mermaid",
    token(stream) {
      if (stream.match(/^%%.*/)) return "comment";
      if (stream.match(/^"(?:[^"])*"?/)) return "string";
      if (stream.match(/^[<|*ox]?(?:--+|==+|-\.+-?|~~~)[->|*ox]*/)) return "operator";
      if (stream.match(/^[[\](){}|]+/)) return "bracket";
      if (stream.match(WORDS)) return "keyword";
      if (stream.match(/^\d+(?:\.\d+)?\b/)) return "number";
      if (!stream.match(/^[\p{L}\p{N}_]+/u)) stream.next();
      return null;
    },
    languageData: { commentTokens: { line: "%%" } },
  });
