// The page of a review: from change to change, what was seen, and the threads that unfold under their row.
import "./compare.js";
import "./diagrams.js";
import "./talk-panel.js";
