/** Scripts of the player take some from the site, beside which they stand only where they are served. */

import { registerHooks } from "node:module";

const SITE = new URL("../../handsong/web/site/static/site/", import.meta.url);

registerHooks({
  resolve: (name, context, next) => {
    const [, file] = /^\.\.\/\.\.\/site\/(.+)$/.exec(name) ?? [];
    return next(file ? new URL(file, SITE).href : name, context);
  },
});
