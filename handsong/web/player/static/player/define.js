/** Names the elements: the only file that does something by being read. */

import { MassageDrawing } from "./elements/massage-drawing.js";
import { MassageSession } from "./elements/massage-session.js";
import { TimeRing } from "./elements/time-ring.js";

customElements.define("massage-drawing", MassageDrawing);
customElements.define("time-ring", TimeRing);
customElements.define("massage-session", MassageSession);
