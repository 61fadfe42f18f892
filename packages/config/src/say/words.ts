/** Names that every object has are no words. */
const wordsIn = (table: Readonly<Record<string, readonly string[]>>, word: string): readonly string[] =>
	Object.hasOwn(table, word) ? (table[word] ?? []) : [];

const synonyms: Readonly<Record<string, readonly string[]>> = {
	remove: ['delete', 'deactivate'],
	erase: ['delete', 'deactivate'],
	drop: ['delete', 'deactivate'],
	disable: ['deactivate'],
	suspend: ['deactivate'],
	lock: ['deactivate'],
	block: ['deactivate'],
	archive: ['deactivate'],
	inactive: ['deactivate'],
	enable: ['reactivate'],
	activate: ['reactivate'],
	restore: ['reactivate'],
	unlock: ['reactivate'],
	ignore: ['report'],
	keep: ['report'],
	nothing: ['report'],
	none: ['report'],
	skip: ['report'],
	leave: ['report'],
	warn: ['report'],
	add: ['create'],
	insert: ['create'],
	new: ['create'],
	change: ['update'],
	modify: ['update'],
	edit: ['update'],
	guests: ['guest'],
	bots: ['bot'],
	apps: ['app'],
	leavers: ['deleted'],
	rest: ['http'],
	api: ['http', 'workspace'],
	json: ['init-data'],
	file: ['init-data'],
	git: ['init-data'],
	scim2: ['scim'],
	custom: ['module'],
	plugin: ['module'],
	never: ['attention'],
	failure: ['attention'],
	failures: ['attention'],
	error: ['attention'],
	errors: ['attention'],
	change_only: ['changes'],
};

/** The allowed words that may be meant by another. */
export const synonymsOf = (word: string): readonly string[] => wordsIn(synonyms, word.toLowerCase());

/** What people write for a key, folded (lower case, no `_` and `-`). */
const otherWords: Readonly<Record<string, readonly string[]>> = {
	slack: ['source', 'notify'],
	target: ['targets'],
	systems: ['targets'],
	users: ['people'],
	members: ['people'],
	filter: ['people'],
	exceptions: ['overrides'],
	report: ['reports'],
	notification: ['notify'],
	notifications: ['notify'],
	message: ['notify'],
	bottoken: ['token'],
	apitoken: ['token'],
	workspaceid: ['workspace'],
	team: ['teamId', 'workspace'],
	apiurl: ['url'],
	baseurl: ['url'],
	endpoint: ['url'],
	host: ['url'],
	address: ['url'],
	uri: ['url'],
	kind: ['type'],
	fields: ['attributes'],
	mapping: ['attributes'],
	map: ['attributes'],
	attrs: ['attributes'],
	properties: ['attributes'],
	key: ['match'],
	keys: ['match'],
	matchby: ['match'],
	cron: ['schedule.cron', 'cron'],
	tz: ['timezone'],
	zone: ['timezone'],
	onleave: ['leavers'],
	deprovision: ['leavers'],
	limit: ['limits'],
	guard: ['guards'],
	threshold: ['guards'],
	ratelimit: ['limits.perSecond', 'perSecond'],
	rps: ['perSecond'],
	parallel: ['concurrency'],
	exclude: ['deny'],
	blocklist: ['deny'],
	denylist: ['deny'],
	only: ['when', 'allow', 'do'],
	allowlist: ['allow'],
	domain: ['domains'],
	usergroups: ['groups'],
	authorization: ['auth'],
	authentication: ['auth'],
	token: ['auth'],
	header: ['headers'],
	insecure: ['insecureHttp'],
	exists: ['answers'],
	notfound: ['answers'],
	errors: ['answers'],
	page: ['by'],
	offset: ['by'],
	cursor: ['by'],
	verbs: ['do'],
	operations: ['do'],
	skip: ['protected'],
	dir: ['folder'],
	directory: ['folder'],
	maximum: ['max'],
	percent: ['share'],
	ratio: ['share'],
	minimum: ['count', 'from'],
};

/** The keys that may be meant by another; where several fit, the first that is known at the place. */
export const otherWordsFor = (key: string): readonly string[] => wordsIn(otherWords, key.toLowerCase().replaceAll(/[_-]/g, ''));

const nouns: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'keys and values',
	record: 'keys and values',
	null: 'null',
	undefined: 'nothing',
};

/** What a kind of value is called that a schema wants. */
export const typeNoun = (expected: string): string => nouns[expected] ?? expected;

/** What a value is called that is there. */
export const kindOf = (value: unknown): string => {
	if (value === null || value === undefined) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'boolean') return 'a boolean';
	if (typeof value === 'string') return 'text';
	if (typeof value === 'object') return 'keys and values';
	return `a ${typeof value}`;
};

const booleanWords = /^(y|yes|no|n|on|off|true|false)$/i;

/** How to write what was meant, where it can be seen. */
export const typeHint = (expected: string, value: unknown, name: string | number | undefined): string | undefined => {
	if (value === null && (name === 'channel' || name === 'groups'))
		return 'a name with # must be in quotes ("#team"); without them it is a comment';
	if (value === null)
		return expected === 'object' || expected === 'record' || expected === 'array'
			? 'indent what belongs to it, or remove the key'
			: 'write a value, or remove the key';
	if (expected === 'boolean' && typeof value === 'string' && booleanWords.test(value))
		return `write ${/^(y|yes|on|true)$/i.test(value)}, without quotes`;
	if (expected === 'boolean') return 'write true or false';
	if ((expected === 'number' || expected === 'int') && typeof value === 'string') {
		const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(value)?.[1];
		if (percent !== undefined) return `write ${Number(percent) / 100}`;
		return /^-?\d+(\.\d+)?$/.test(value) ? `write ${value}, without quotes` : undefined;
	}
	if (expected === 'int' && typeof value === 'number') return `for instance ${Math.round(value)}`;
	if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `put it in quotes: "${String(value)}"`;
	if (expected === 'array' && (typeof value === 'string' || typeof value === 'number'))
		return `write [${typeof value === 'string' && !/^[\w.@-]+$/.test(value) ? JSON.stringify(value) : value}]`;
	if ((expected === 'object' || expected === 'record') && Array.isArray(value))
		return `write a key for each, without dashes${name === 'targets' ? ': the name of the target' : ''}`;
	return undefined;
};
