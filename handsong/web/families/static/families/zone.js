/** Fills in the time zone that the browser lives in, where a form asks where somebody lives. */

import { all } from "../site/find.js";

for (const zone of all("[name=time_zone]", HTMLInputElement)) {
  zone.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
