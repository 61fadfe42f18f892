import {isRecord} from './json.ts';
import type {Answer} from './rows.ts';

const totals = new Set([
	'total',
	'totalcount',
	'totalresults',
	'totalitems',
	'totalelements',
	'totalrecords',
	'totalhits',
	'totalsize',
	'totalrows',
	'recordstotal',
	'itemcount',
]);
const mores = new Set([
	'hasmore',
	'hasnext',
	'hasnextpage',
	'more',
	'moreavailable',
	'moreitems',
	'istruncated',
	'truncated',
	'incomplete',
]);
const nexts = new Set([
	'next',
	'nextpage',
	'nextcursor',
	'nextpagetoken',
	'nexttoken',
	'nextlink',
	'nexturl',
	'nextpageurl',
	'nexthref',
	'odatanextlink',
	'continuationtoken',
	'nextoffset',
]);
/** Objects beside the rows that tell of paging. */
const containers = new Set([
	'meta',
	'metadata',
	'pagination',
	'paging',
	'page',
	'pageinfo',
	'responsemetadata',
	'links',
	'cursors',
	'cursor',
	'data',
	'result',
	'response',
]);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');
const isSomething = (value: unknown): boolean =>
	(typeof value === 'string' && value !== '') ||
	(typeof value === 'number' && value > 0) ||
	(isRecord(value) && typeof value['href'] === 'string');

const signIn = (data: unknown, count: number, depth: number): string | undefined => {
	if (!isRecord(data)) return undefined;
	for (const [name, value] of Object.entries(data)) {
		const known = plain(name);
		if (totals.has(known) && !isRecord(value) && Number(value) > count) return `\`${name}\` is ${Number(value)}`;
		if (mores.has(known) && value === true) return `\`${name}\` is true`;
		if (nexts.has(known) && isSomething(value)) return `\`${name}\` is not empty`;
		if (depth > 0 && containers.has(known)) {
			const inner = signIn(value, count, depth - 1);
			if (inner !== undefined) return inner;
		}
	}
	return undefined;
};

/**
What in an answer says that it is not the whole list, in a few words; undefined where nothing does. Half a list, taken for a whole one, would create everybody else anew.

@param count - Rows read so far.
*/
export const signOfMore = ({data, headers}: Answer, count: number): string | undefined => {
	for (const name of ['x-total-count', 'x-total'])
		if (Number(headers.get(name) ?? 0) > count) return `its header ${name} is ${headers.get(name)}`;
	return signIn(data, count, 2);
};
