/** Takes the code that stands behind the # of this page's address along to the secure page. Browsers never send it. */

import { all } from "./find.js";

const code = /^#([a-z2-9]{4}(?:-[a-z2-9]{4}){2}|[a-z2-9]{4}(?:-[a-z2-9]{4}){4})$/.exec(location.hash)?.[1];
const leads = code && code.length > 14 ? "invitation" : "pair";
if (code) for (const link of all("a[data-home]", HTMLAnchorElement)) link.href += `${leads}/${code}/`;
