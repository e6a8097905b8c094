/** What the server puts in at the top of the worker. */

declare const VERSION: string;
declare const STATIC: string;
declare const SHELL: string;
declare const FILES: string[];
