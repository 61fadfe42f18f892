import type {Run} from '@slack-im/core';

import {page} from './html/page.ts';
import {textOf} from './html/template.ts';
import {inPieces} from './plain.ts';

export {reportCss} from './html/report-css.ts';

/** Options of {@link toHtml}. */
export interface HtmlOptions {
	/** Where the style sheet lies, relative to the page; its text is {@link reportCss}. @default 'report.css' */
	readonly stylesheet?: string;
}

/**
A run as a page for people: what needs a person, each target with its chart, changes old → new, conflicts, guards and orphans, who is left out and why, and who has access to what.

It has no script, no inline style and no image, so that the Content-Security-Policy of Jenkins has nothing to block; without its style sheet it is still readable.
*/
export const toHtml = (run: Run, {stylesheet = 'report.css'}: HtmlOptions = {}): Iterable<string> => ({
	*[Symbol.iterator]() {
		yield* inPieces(textOf(page(run, stylesheet)));
	},
});
