import type {Account, Call, Json, TemplateVariables, VariablePath} from '@slack-im/core';

import type {ConfigNames} from '../type.ts';
import {compileAnswers} from './answers.ts';
import type {Ask} from './ask.ts';
import {unsentInUpdate} from './check.ts';
import {scalarText} from './exact.ts';
import type {Fields, Row} from './fields.ts';
import type {HttpTypeOptions, Verb, WriteSpec} from './options.ts';
import {getter, setter} from './path.ts';
import {compileRequest, type RequestDefaults} from './request.ts';
import {type Answer, misfit, placeGetter, rowOf, shape} from './rows.ts';
import {type OnProblem, report, type Scope, type TemplatePlace} from './template.ts';
import type {Versions} from './versions.ts';

/** What writing needs to know of the target. */
export interface Writer {
	readonly options: HttpTypeOptions;
	readonly ask: Ask;
	readonly fields: Fields;
	/** What else the config names; undefined where nobody knows. */
	readonly known?: ConfigNames | undefined;
	readonly onProblem?: OnProblem | undefined;
	readonly versions: Versions;
}

/** What the templates of a create may name. */
export const createVariables = ({known}: Pick<Writer, 'known'>): TemplateVariables => {
	const sent = known && [...known.attributes, ...(known.onCreate ?? [])];
	return {
		slackId: false,
		attributes: sent ?? true,
		secrets: known ? (known.secrets ?? []) : true,
		keys: sent && known ? known.keys.filter(key => sent.includes(key)) : true,
		body: true,
	};
};

/** What the templates of a write to an account may name. */
const accountVariables = ({known, options: {slackIdAt}}: Pick<Writer, 'known' | 'options'>): TemplateVariables => ({
	id: false,
	slackId: false,
	version: false,
	keys: known ? [...known.keys, 'email'] : true,
	attributes: known ? [...known.attributes, ...(slackIdAt === undefined ? [] : [slackIdAt])] : true,
	row: true,
	changes: true,
	body: true,
});

/** Values that go along with a write and are in no template. */
interface Extra {
	readonly secrets?: readonly string[];
	readonly version?: string | undefined;
}

/** One write of the config. `body` is what is sent where the config has no body of its own. */
export type Write = (scope: Scope, body: Json | undefined, call: Call, extra?: Extra) => Promise<Answer>;

/** @param place - What its templates may name. */
export const compileWrite = (
	{options, ask, onProblem}: Writer,
	verb: Verb,
	spec: WriteSpec,
	defaults: RequestDefaults,
	place: Pick<TemplatePlace, 'variables' | 'onPaths'>,
): Write => {
	const build = compileRequest(spec, defaults, options.url, {...place, path: [verb], onProblem});
	const classify = compileAnswers(options.answers, verb);
	const wrap = spec.wrap === undefined ? undefined : setter(spec.wrap);
	const own = spec.body !== undefined;
	const setting = `${verb}.path`;

	return async (scope, body, call, {secrets, version} = {}) => {
		const request = build(scope);
		const content = own ? request.body : body !== undefined && wrap ? wrap(undefined, body) : body;
		const headers = version === undefined || 'if-match' in request.headers ? request.headers : {...request.headers, 'if-match': version};
		return ask({...request, headers, body: content}, {setting, secrets, classify}, call);
	};
};

/** Attributes as nested members, by the dots in their names: what `{{ attributes.a.b }}` looks into. */
export const nested = (attributes: Readonly<Record<string, Json>>): Json => {
	const names = Object.keys(attributes);
	if (!names.some(name => /[.[]/.test(name))) return attributes;
	return names.reduce<Json>((all, name) => setter(name)(all, attributes[name] ?? null), {});
};

/** A row as it is now, and what `If-Match` wants of it. */
interface Current {
	readonly row: Row;
	readonly version: string | undefined;
}

/** Reads the one row that is about to be written. */
const compileCurrent = (writer: Writer, verb: Verb, path: string): ((scope: Scope, call: Call) => Promise<Current>) => {
	const {options, ask, fields} = writer;
	// What is wrong with the path is told of the write
	const build = compileRequest({}, {method: 'GET', path}, options.url, {path: [verb, 'path'], variables: accountVariables(writer)});
	const idOf = getter(fields.idPath);
	const versionAt = options.account.version;
	const readVersion = versionAt?.startsWith('header:') ? placeGetter(versionAt) : undefined;
	const classify = compileAnswers(options.answers, verb);

	return async (scope, call) => {
		const answer = await ask(build(scope), {read: true, setting: `${verb}.path`, classify}, call);
		const row = rowOf(answer.data, candidate => idOf(candidate) !== undefined, 2);
		if (!row) throw misfit(answer, `${shape(answer.data)}; no row with \`${fields.idPath}\` is in it`, `${verb}.path`);
		const version = readVersion ? readVersion(answer) : fields.version(row);
		return {row, version: typeof version === 'string' ? version : undefined};
	};
};

/** What is to be different in an account. */
export interface Edit {
	/** New values of attributes, by name. */
	readonly attributes: Readonly<Record<string, Json>>;
	/** What has to be sent along where not the whole row is. */
	readonly around?: Json | undefined;
	/** A row, or nothing, with the new values in it. */
	apply(row: Json | undefined): Json;
}

/** A write to an account that is there. Its default body is the edit, alone or in the whole row. */
export type WriteToAccount = (account: Account, edit: Edit, call: Call) => Promise<void>;

/**
@param bare - Sends no body unless the config has one: for DELETE, and for a path that says it all.
@param rowPath - Where the account is read, if it has to be.
*/
export const compileWriteToAccount = (
	writer: Writer,
	verb: Verb,
	spec: WriteSpec,
	defaults: RequestDefaults,
	{bare, rowPath}: {readonly bare: boolean; readonly rowPath: string},
): WriteToAccount => {
	const {options, fields, versions, known, onProblem} = writer;
	const named: VariablePath[] = [];
	const write = compileWrite(writer, verb, spec, defaults, {
		variables: accountVariables(writer),
		onPaths: paths => void named.push(...paths),
	});
	const usesRow = named.some(([variable]) => variable === 'row');
	if (verb === 'update' && known) for (const problem of unsentInUpdate(options, spec, named, known)) report({onProblem}, problem);
	const sendsWhole = !bare && spec.body === undefined && (spec.send ?? (defaults.method === 'PUT' ? 'whole' : 'changes')) === 'whole';
	const versionIsHeader = options.account.version?.startsWith('header:') === true;
	const readsFirst = sendsWhole || usesRow || versionIsHeader;
	const current = readsFirst ? compileCurrent(writer, verb, rowPath) : undefined;

	const idOf = getter(fields.idPath);

	return async (account, edit, call) => {
		const {id, keys} = account;
		// An update may be what writes it
		const {[options.slackIdAt ?? '']: link = account.slackId} = edit.attributes;
		const version = versions.of(account);
		const attributes = {...account.attributes, ...edit.attributes};
		const scope = {id, slackId: link, version, keys, attributes: nested(attributes)};
		const now = readsFirst ? await current?.(scope, call) : undefined;
		const changes = edit.apply(edit.around);
		const body = sendsWhole ? edit.apply(now?.row) : changes;
		const content = bare ? undefined : body;
		const answer = await write({...scope, row: now?.row, changes, body}, content, call, {
			version: versionIsHeader ? now?.version : (version ?? now?.version),
		});
		const row = rowOf(answer.data, candidate => scalarText(idOf(candidate)) === id);
		if (content !== undefined && spec.body === undefined) fields.wrote(id, content);
		versions.wrote(id, row && fields.version(row));
	};
};
