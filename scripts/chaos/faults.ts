import type {Fault as Effect} from '@slack-im/sandbox';

import type {Type} from './systems.ts';

/** What a signal does to the binary. */
export type Kill = 'SIGKILL' | 'SIGTERM';

/** Sorts of faults: the columns of the summary. */
export const sorts = ['refused', 'connection', 'misreported', 'ignored', 'kept', 'half', 'killed', 'machine'] as const;
export type Sort = (typeof sorts)[number];

/** One way in which an HTTP request goes wrong. */
export interface Fault {
	/** As in `create · 500 after doing it`. */
	readonly name: string;
	readonly effect: Effect;
	/** Refused, cut off, done but told otherwise, told but not done, kept otherwise than sent, half an answer, the binary killed. */
	readonly sort: Sort;
	/** What it can happen to. `write` and `read` are requests; `rows` are answers that hold a list with a total; `create` makes an account; `any` is all of them. */
	readonly to: 'any' | 'write' | 'read' | 'rows' | 'create';
	/** Sends the binary this signal at the moment it strikes. */
	readonly kill?: Kill;
	/** Strikes in the second run too: the assertion is then that no run exits 0, and that it is told as not kept. */
	readonly lasting?: true;
	/** What the system keeps otherwise than it was sent. States are compared without it. */
	readonly blind?: 'title' | 'login';
	/** @default every type of the place */
	readonly only?: readonly Type[];
	/** Waits for an answer that does not come. */
	readonly slow?: true;
	/** What the target's config says of reading after writing. */
	readonly verify?: {readonly verify: unknown};
	/** Codes that the disturbed run may exit with, where those of the place are too many. */
	readonly codes?: readonly number[];
	/** How much it matters: at a place of which only `core` or `few` faults are tried, the others are not. @default the least */
	readonly level?: 'few' | 'core';
}

type Unsorted = Omit<Fault, 'sort'>;

const status = (code: number, more: Partial<Unsorted> = {}, headers?: Record<string, string>): Unsorted => ({
	name: `${code}${headers ? ' with Retry-After' : ''}`,
	effect: {status: code, body: {error: 'injected', message: 'Injected.'}, ...(headers && {headers})},
	to: 'any',
	...more,
});

const forTheRun = (fault: Unsorted): Unsorted => ({
	...fault,
	name: `${fault.name}, in the whole run`,
	effect: {...fault.effect, times: null},
});

const afterDoing = (name: string, effect: Effect, more: Partial<Unsorted> = {}): Unsorted => ({
	name: `${name} after doing it`,
	effect: {acted: true, ...effect},
	to: 'write',
	...more,
});

const soon = {'retry-after': '1'};

const refusals: readonly Unsorted[] = [
	status(400, {level: 'core'}),
	status(403),
	status(409, {level: 'core'}),
	status(429),
	status(429, {}, soon),
	status(500, {level: 'core'}),
	forTheRun(status(500)),
	status(502),
	status(503, {}, soon),
	forTheRun(status(503, {level: 'few'})),
	status(504),
	{name: 'redirect to another place', effect: {redirect: 'http://127.0.0.2:9/elsewhere'}, to: 'any'},
	{name: 'a login page', effect: {html: true}, to: 'any', level: 'few'},
	{name: 'a login page, in the whole run', effect: {html: true, times: null}, to: 'read'},
];

const connections: readonly Unsorted[] = [
	{name: 'reset before doing it', effect: {reset: 'before'}, to: 'any', level: 'core'},
	forTheRun({name: 'reset before doing it', effect: {reset: 'before'}, to: 'any'}),
	{name: 'never answers', effect: {hang: true}, to: 'any', slow: true, level: 'core'},
	{name: 'slow drip', effect: {slowBody: 300}, to: 'any'},
	{name: 'slower than the time-out', effect: {slowBody: 3000}, to: 'any', slow: true},
];

const afterwards: readonly Unsorted[] = [
	afterDoing('500', {status: 500, body: {error: 'injected'}}, {level: 'few'}),
	afterDoing('502', {status: 502, html: '<h1>Bad Gateway</h1>'}),
	afterDoing('503', {status: 503}),
	afterDoing('504', {status: 504, html: '<h1>Gateway Timeout</h1>'}, {level: 'core'}),
	afterDoing('409', {status: 409, body: {error: 'duplicate'}}),
	afterDoing('reset', {reset: 'after'}, {level: 'few'}),
	afterDoing('never answers', {hang: true}, {slow: true, level: 'core'}),
	afterDoing('garbage', {body: '}{ \u0000 garbage'}, {level: 'core'}),
	afterDoing('an empty 200', {body: ''}),
	afterDoing('204', {status: 204}),
	afterDoing('HTML', {html: '<h1>Welcome</h1>'}),
	afterDoing('cut JSON', {short: 20}),
	afterDoing('a cut connection', {cut: 20}, {level: 'core'}),
	afterDoing('cut gzip', {gzip: true, short: 30}, {level: 'core'}),
	afterDoing('a wrong content type', {headers: {'content-type': 'text/plain'}}),
	{name: 'seen only after 300 ms', effect: {later: 300}, to: 'write'},
	{name: 'seen only after 300 ms, with verify', effect: {later: 300}, to: 'write', verify: {verify: {within: '10s'}}, codes: [0]},
];

const ignored: readonly Unsorted[] = [
	{name: '204 and nothing done', effect: {status: 204}, to: 'write', level: 'few'},
	{name: '204 and nothing done, for ever', effect: {status: 204, times: null}, to: 'write', lasting: true, level: 'core'},
	{name: '200 with the account as it was', effect: {ignored: true}, to: 'write', level: 'core'},
	{name: '200 with the account as it was, for ever', effect: {ignored: true, times: null}, to: 'write', lasting: true},
];

/** Systems that keep a field otherwise than it was sent, whoever's it is. */
const kept: readonly Unsorted[] = [
	{name: 'the title is dropped', effect: {drop: ['title'], times: null}, to: 'create', lasting: true, blind: 'title', level: 'core'},
	{
		name: 'the title is kept in lower case',
		effect: {lower: ['title'], times: null},
		to: 'create',
		lasting: true,
		blind: 'title',
	},
	{
		name: 'the user name is kept in lower case',
		effect: {lower: ['userName'], times: null},
		to: 'create',
		blind: 'login',
		only: ['scim'],
		codes: [0],
	},
];

const halves: readonly Unsorted[] = [
	{name: 'an empty 200', effect: {body: ''}, to: 'read', level: 'core'},
	{name: '204', effect: {status: 204}, to: 'read', level: 'few'},
	{name: '404', effect: {status: 404, body: {error: 'not-found'}}, to: 'rows'},
	{name: 'garbage', effect: {body: '}{ \u0000 garbage'}, to: 'read', level: 'core'},
	{name: 'cut JSON', effect: {short: 60}, to: 'read', level: 'core'},
	{name: 'a cut connection', effect: {cut: 60}, to: 'read', level: 'core'},
	{name: 'cut gzip', effect: {gzip: true, short: 60}, to: 'read', level: 'core'},
	{name: 'gzip cut after its header', effect: {gzip: true, short: 10}, to: 'read', level: 'few'},
	{name: 'a wrong content type', effect: {headers: {'content-type': 'text/plain'}}, to: 'read'},
	{name: 'rows that come twice', effect: {repeatRows: 2}, to: 'rows', level: 'core'},
	{name: 'a row missing while the total is right', effect: {omitRows: 1}, to: 'rows', level: 'few'},
	{name: 'a row missing in the whole run', effect: {omitRows: 1, times: null}, to: 'rows', level: 'core'},
];

const kills: readonly Unsorted[] = [
	{name: 'kill -9 before', effect: {hang: true}, to: 'any', kill: 'SIGKILL', level: 'core'},
	{name: 'kill -9 after', effect: {hang: true, acted: true}, to: 'write', kill: 'SIGKILL', level: 'few'},
	{name: 'SIGTERM before', effect: {reset: 'before'}, to: 'any', kill: 'SIGTERM'},
	{name: 'SIGTERM after', effect: {acted: true}, to: 'write', kill: 'SIGTERM', level: 'core'},
];

const of = (sort: Sort, list: readonly Unsorted[]): Fault[] => list.map(fault => ({...fault, sort}));

/** Every fault that an HTTP request of a system may meet, in the order of the table. */
export const faults: readonly Fault[] = [
	...of('refused', refusals),
	...of('connection', connections),
	...of('misreported', afterwards),
	...of('ignored', ignored),
	...of('kept', kept),
	...of('half', halves),
	...of('killed', kills),
];

const slackSays = (error: string): Effect => ({body: {ok: false, error}});

const slackOnly: readonly Unsorted[] = [
	{name: 'rows that come twice', effect: {repeatRows: 2}, to: 'rows'},
	{name: 'internal_error', effect: slackSays('internal_error'), to: 'read'},
	{name: 'fatal_error, in the whole run', effect: {...slackSays('fatal_error'), times: null}, to: 'read', level: 'core'},
	{name: 'ratelimited', effect: {...slackSays('ratelimited'), status: 429, headers: soon}, to: 'read'},
	{name: 'no answer that is JSON, in the whole run', effect: {body: 'ok', times: null}, to: 'read'},
	{name: 'ok, and nothing else', effect: {body: {ok: true}}, to: 'rows', level: 'core'},
];

/** What Slack may answer: its errors come with status 200 too, its lists have no total. */
export const slackFaults: readonly Fault[] = [
	...faults.filter(({to, name}) => (to === 'any' || to === 'read') && name !== '409'),
	...of('half', slackOnly),
];
