// A spec's page, once it stands: what others do in it, and who they are.
import "./live-rows.js";
import "./live-people.js";
import "./live-here.js";
import "./live-state.js";
if (document.getElementById("review-panel")) import("./live-panel.js");
