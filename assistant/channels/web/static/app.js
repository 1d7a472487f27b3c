// Niceties only: every page works without these files.

import { listenForQuestions } from "./asking.js";
import { listenForCitations } from "./pane.js";
import { equip } from "./showing.js";
import { listenForTools } from "./tools.js";

equip();
listenForQuestions();
listenForCitations();
listenForTools();
document.querySelector("[data-focus]")?.focus();
