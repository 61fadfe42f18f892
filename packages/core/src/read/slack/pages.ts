import {ownField, type Loose} from '../../model/record.ts';
import type {SlackCaller} from './caller.ts';
import {CallFailure} from './failure.ts';

/** Pages that one list may have: beyond it, Slack is going in circles in a way that no cursor shows. */
const mostPages = 20_000;
/** How often an expired cursor may send a list back to its first page. */
const mostRestarts = 3;

/** An answer without its list is as unreadable as none. */
const checkList = (method: string, body: Loose, items: string): void => {
	if (!Array.isArray(body[items])) throw new CallFailure('transient', `Slack answered ${method} without ${items}`);
};

/** A list that ended before its end. `pages` came. */
export class BrokenList extends Error {
	override name = 'BrokenList' as const;
	readonly pages: number;

	constructor(message: string, {pages, cause}: {pages: number; cause?: unknown}) {
		super(message, {cause});
		this.pages = pages;
	}
}

export interface ListOptions {
	/** Where the items are in an answer. */
	readonly items: string;
	readonly args?: Readonly<Record<string, unknown>>;
	/** Items a page to begin with; it halves when Slack cannot serve that. */
	readonly pageSize: number;
}

/**
A whole list, page by page. Ends only where Slack says that it ends.

After an expired cursor it begins again, so that an item may come twice. The SDK's own `paginate` changes its options, and asks for the first page for ever when a cursor is null: it is not used.

@throws a {@link BrokenList} for a cursor that comes twice or is no text, and when a page stays unreadable.
@see https://docs.slack.dev/apis/web-api/pagination – a page may be short or empty and not be the last; cursors expire.
*/
export async function* listPages(
	caller: SlackCaller,
	method: string,
	{items, args = {}, pageSize}: ListOptions,
): AsyncGenerator<readonly unknown[]> {
	let limit = pageSize;
	let pages = 0;
	const halve = (): boolean => {
		const canHalve = limit > 1;
		limit = Math.max(1, Math.floor(limit / 2));
		return canHalve;
	};

	for (let restarts = 0; ; restarts++) {
		const seen = new Set<string>();
		let cursor: string | undefined;
		for (;;) {
			let body: Loose;
			try {
				({body} = await caller.call(method, () => ({...args, limit, ...(cursor !== undefined && {cursor})}), {
					onTransient: halve,
					check: ({body}) => checkList(method, body, items),
				}));
			} catch (error) {
				if (!(error instanceof CallFailure)) throw error;
				if (error.code === 'limit_required' && halve()) continue;
				if (error.code === 'invalid_cursor' && cursor !== undefined && restarts < mostRestarts) break;
				if (error.kind === 'aborted') throw error;
				throw new BrokenList(error.message, {pages, cause: error});
			}
			pages++;
			const page = body[items];
			if (Array.isArray(page)) yield page;
			const next = ownField(body['response_metadata'], 'next_cursor');
			if (next === undefined || next === null || next === '') return;
			if (typeof next !== 'string') throw new BrokenList(`the cursor after page ${pages} of ${method} is no text`, {pages});
			if (seen.has(next)) throw new BrokenList(`Slack gave the cursor after page ${pages} of ${method} a second time`, {pages});
			if (pages >= mostPages) throw new BrokenList(`${method} has more than ${mostPages} pages`, {pages});
			seen.add(next);
			cursor = next;
		}
	}
}
