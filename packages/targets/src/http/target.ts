import {SettingError, type Target} from '@slack-im/core';

import type {ConfigNames, Tools, TargetType} from '../type.ts';
import {addressProblem, shownAddress, systemAt} from './address.ts';
import {declaresExists} from './answers.ts';
import {type Ask, createAsk} from './ask.ts';
import {unlessGone} from './errors.ts';
import {scalarText} from './exact.ts';
import {keysNotSent} from './check.ts';
import {compileFields} from './fields.ts';
import {compileFind} from './find.ts';
import {isRecord} from './json.ts';
import {compileList, listPath, type Reader} from './list.ts';
import {type HttpTypeOptions, httpSchema, type WriteSpec} from './options.ts';
import {getter, setter} from './path.ts';
import {type Answer, rowOf} from './rows.ts';
import {lastSegment} from './segment.ts';
import {type OnProblem, report} from './template.ts';
import {createVersions, type Versions} from './versions.ts';
import {compileWrite, compileWriteToAccount, createVariables, type Edit, nested, type Writer} from './write.ts';

const specOf = (spec: WriteSpec | true | undefined): WriteSpec => (spec === true || spec === undefined ? {} : spec);

/** The path of the list, which the others start from. */
const collection = ({list}: HttpTypeOptions): string => (listPath(list) ?? '').replace(/\?.*$/s, '');
const usualRowPath = (options: HttpTypeOptions): string => `${collection(options).replace(/\/+$/, '')}/{{ id }}`;
/** The path of one account, which it is read at and changed. */
const rowPathOf = (options: HttpTypeOptions): string => specOf(options.update).path ?? usualRowPath(options);

/** Whether two templates of a path lead to the same place. */
const isSamePath = (one: string, other: string): boolean => {
	const [a, b] = [one, other].map(path => path.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, '{{ $1 }}').replace(/^\/+|\/+$/g, ''));
	return a === b;
};

const methodOf = (spec: WriteSpec, usual: string): string => (spec.method ?? usual).toUpperCase();

/** Switches an account on or off: by a request of its own, or by an update of the field that `account.active` names. */
const compileToggle = (writer: Writer, verb: 'deactivate' | 'reactivate'): NonNullable<Target['deactivate']> => {
	const {options, fields} = writer;
	const own = specOf(options[verb]);
	const update = specOf(options.update);
	const rowPath = rowPathOf(options);
	const isElsewhere = own.path !== undefined && !isSamePath(own.path, rowPath);
	const spec: WriteSpec = isElsewhere ? own : {...update, body: undefined, ...own};
	const method = methodOf(spec, isElsewhere ? 'POST' : 'PATCH');
	// An address of its own says it all; but a PATCH of nothing would be none
	const bare = method === 'DELETE' || (isElsewhere && method !== 'PATCH' && spec.send === undefined);
	const to = verb === 'deactivate' ? fields.active?.off : fields.active?.on;
	if (!bare && spec.body === undefined && to === undefined) {
		const hint = 'Give it a `body`, or set `account.active` as in {at: state, is: active, off: blocked}.';
		report(writer, new SettingError([verb], 'does not say what to write, and `account.active` does not either', {hint}));
	}
	const set = fields.active && to !== undefined ? setter(fields.active.path) : undefined;
	const write = compileWriteToAccount(writer, verb, spec, {method, path: usualRowPath(options)}, {bare, rowPath});
	return async (account, call) => {
		const edit: Edit = {attributes: {}, around: fields.around(account.id, 'active'), apply: row => set?.(row, to ?? null) ?? row ?? {}};
		await write(account, edit, call);
	};
};

const compileUpdate = (writer: Writer): NonNullable<Target['update']> => {
	const {options, fields} = writer;
	const spec = specOf(options.update);
	const rowPath = rowPathOf(options);
	const write = compileWriteToAccount(writer, 'update', spec, {method: methodOf(spec, 'PATCH'), path: rowPath}, {bare: false, rowPath});
	return async (account, changes, call) => {
		const attributes = Object.fromEntries(changes.map(({attribute, to}) => [attribute, to]));
		const around = fields.around(account.id, Object.keys(attributes));
		await write(account, {attributes, around, apply: row => fields.changed(row, changes)}, call);
	};
};

const compileDelete = (writer: Writer): NonNullable<Target['delete']> => {
	const {options} = writer;
	const spec = specOf(options.delete);
	const defaults = {method: methodOf(spec, 'DELETE'), path: usualRowPath(options)};
	const write = compileWriteToAccount(writer, 'delete', spec, defaults, {bare: true, rowPath: rowPathOf(options)});
	return async (account, call) => unlessGone(write(account, {attributes: {}, apply: row => row ?? {}}, call));
};

/** The id that a create's answer tells: in the row that it shows, or at the end of `Location`. */
const newIdReader = ({fields}: Writer): ((answer: Answer) => string | undefined) => {
	const idOf = getter(fields.idPath);
	return ({data, headers}) => {
		const row = rowOf(data, candidate => scalarText(idOf(candidate)) !== undefined);
		return row ? scalarText(idOf(row)) : lastSegment(headers.get('location') ?? '');
	};
};

const compileCreate = (writer: Writer, keys: readonly string[]): Target['create'] => {
	const {options, fields} = writer;
	const spec = options.create;
	const defaults = {method: methodOf(spec, 'POST'), path: collection(options)};
	const write = compileWrite(writer, 'create', spec, defaults, {variables: createVariables(writer)});
	const readId = newIdReader(writer);
	return async ({slackId, attributes, secrets}, call) => {
		const body = fields.body({...attributes, ...secrets}, slackId);
		const known = Object.fromEntries(keys.flatMap(name => (typeof attributes[name] === 'string' ? [[name, attributes[name]]] : [])));
		const scope = {slackId, attributes: nested(attributes), secrets: nested(secrets), keys: known, body};
		const id = readId(await write(scope, body, call, {secrets: Object.values(secrets)}));
		return id === undefined ? {} : {id};
	};
};

interface Compiling extends Pick<Tools, 'attributes' | 'shown' | 'keys' | 'log'> {
	/** What the config names, where templates are looked up in it. */
	readonly known?: ConfigNames | undefined;
	readonly onProblem?: OnProblem;
}

/** What is read now counts, whatever was written before. */
const fresh =
	<Args extends readonly unknown[], Result>(read: (...args: Args) => Result, versions: Versions): ((...args: Args) => Result) =>
	(...args) => {
		versions.forget();
		return read(...args);
	};

/** The options compiled: what `open` gives away, and what `check` throws away. */
const compile = (options: HttpTypeOptions, ask: Ask, {attributes, shown, keys, log, known, onProblem}: Compiling): Target => {
	const {slackIdAt, list, find} = options;
	const fields = compileFields(options.account, {attributes, shown, keys, slackIdAt});
	const versions = createVersions();
	const writer: Writer = {options, ask, fields, known, versions, onProblem};
	const reader: Reader = {options, ask, fields, keys, log, known, onProblem};
	// An attribute of that name may be sent with creates alone
	const idAt = fields.places.find(([, path]) => path === fields.idPath)?.[0] ?? fields.idPath;
	return {
		...(slackIdAt !== undefined && {slackIdAt}),
		idAt,
		settings: {active: 'account.active', slackId: 'slackIdAt'},
		declaresExists: declaresExists(options.answers),
		...(list && {list: fresh(compileList(reader, list), versions)}),
		...(find && {find: fresh(compileFind(reader, find), versions)}),
		create: compileCreate(writer, keys),
		...(options.update !== undefined && {update: compileUpdate(writer)}),
		...(options.deactivate !== undefined && {deactivate: compileToggle(writer, 'deactivate')}),
		...(options.reactivate !== undefined && {reactivate: compileToggle(writer, 'reactivate')}),
		...(options.delete !== undefined && {delete: compileDelete(writer)}),
	};
};

const memberOf = (value: unknown, step: string | number): unknown =>
	Array.isArray(value) ? value[Number(step)] : isRecord(value) ? value[step] : undefined;
const isWritten = (options: HttpTypeOptions, path: readonly (string | number)[]): boolean =>
	path.reduce<unknown>(memberOf, options) !== undefined;

const silent = {debug() {}, info() {}, warn() {}};
const nobody: Ask = async () => Promise.reject(new TypeError('only compiled, not asked'));

/** Any REST API, described by its config alone. */
export const http: TargetType<HttpTypeOptions> = {
	schema: httpSchema,
	defaults: () => ({match: ['email'], protected: ['admin', 'administrator', 'root', 'system']}),
	address: ({url}) => shownAddress(url),
	identity: ({url}) => systemAt(url),
	check(options, names) {
		if (!options.list && !options.find && !declaresExists(options.answers)) {
			return [
				new SettingError(
					['answers'],
					'does not say what means `exists`: without `list` and `find`, nothing else tells who has an account already',
					{
						hint: 'Say how the target answers to a create of an account that is there, as in [{status: 409, means: exists}]; else every run could make duplicates, or set passwords anew.',
					},
				),
			];
		}
		const problems: SettingError[] = [];
		if (/\{\{|%7B%7B/i.test(options.url))
			problems.push(new SettingError(['url'], 'holds a template, and takes none', {hint: 'Write it into the `path` of the request.'}));
		const login = options.auth?.login?.url;
		const address = login === undefined ? undefined : addressProblem(login, options.insecureHttp, ['auth', 'login', 'url']);
		if (address) problems.push(address);
		compile(options, nobody, {
			attributes: [],
			keys: [],
			...names,
			log: silent,
			known: names,
			// What one part takes over from another is told of the other
			onProblem: problem => void (isWritten(options, problem.path) && problems.push(problem)),
		});
		const unsent = names && keysNotSent(options, names);
		return unsent ? [...problems, unsent] : problems;
	},
	open: (options, tools) => compile(options, createAsk(options, tools.http), tools),
};
