import {
	type Account,
	type Call,
	carriersOf,
	type Found,
	type Keys,
	SettingError,
	type TemplateVariables,
	type VariablePath,
} from '@slack-im/core';

import {compileAnswers} from './answers.ts';
import {isRecord} from './json.ts';
import {compileDetail, createDetails, eachOf, listPath, type Reader} from './list.ts';
import type {AnswerSpec, HttpTypeOptions} from './options.ts';
import {readPages} from './pages.ts';
import {compileRequest} from './request.ts';
import {isNothing, misfit, rowName, rowReader, shape} from './rows.ts';
import {report, type Scope} from './template.ts';

const nobodyThere: AnswerSpec = {status: [404, 410], means: 'not-found'};

const valueAt = (scope: Scope, path: VariablePath): unknown =>
	path.reduce<unknown>((value, step) => (isRecord(value) ? value[String(step)] : undefined), scope);

/** Makes `find`: one look-up after the other, until one finds the account. */
export const compileFind = (
	reader: Reader,
	written: NonNullable<HttpTypeOptions['find']>,
): ((wanted: Keys, call: Call) => Promise<Found>) => {
	const {options, ask, fields, known, onProblem} = reader;
	const variables: TemplateVariables = {keys: known ? [...known.keys, 'slackId'] : true, slackId: false};
	const lookups = eachOf(written, 'find').map(each => {
		const {spec, setting, path} = each;
		const named: VariablePath[] = [];
		const onPaths = (paths: readonly VariablePath[]): void => void named.push(...paths);
		const defaults = {method: 'GET', path: listPath(options.list) ?? ''};
		const build = compileRequest(spec, defaults, options.url, {path, variables, onProblem, onPaths});
		if (!JSON.stringify([spec.path, spec.query, spec.headers, spec.body]).includes('{{')) {
			const hint = 'Say what to look for, as in `{query: {email: "{{ keys.email }}"}}`.';
			report({onProblem}, new SettingError(path, 'looks for nobody', {hint}));
		}
		// A person is addressed by the path, so 404 is about that person; a search that is not there is a mistake
		const isAddressed = spec.path?.includes('{{') === true;
		const classify = compileAnswers([...(options.answers ?? []), ...(isAddressed ? [nobodyThere] : [])], 'find');
		const readRows = rowReader(spec, setting, {idPath: fields.idPath, single: true});
		return {spec, build, named, setting, detail: compileDetail(reader, each, 'find'), readRows, classify};
	});

	const lookUp = async (
		{spec, build, setting, detail, readRows, classify}: (typeof lookups)[number],
		scope: Scope,
		wanted: Keys,
		call: Call,
	): Promise<readonly Account[]> => {
		const found = new Map<string, Account>();
		const reading = {request: build(scope), spec, isKeyed: fields.idPath === rowName, readRows, setting, classify};
		// To the last page: a stronger key may fit there
		for await (const {answer, rows: shown} of readPages(reading, ask, call)) {
			const rows = detail ? await createDetails(fields.idPath).read(shown, detail, call) : shown;
			const accounts = rows.map(row => {
				const account = fields.account(row, spec.active);
				if (account) return account;
				const what = `a row without an id: ${shape(row)}; at \`${fields.idPath}\` there is nothing`;
				throw misfit(answer, what, 'account.id', `or at \`${setting}.items\``);
			});
			for (const account of carriersOf(accounts, wanted)) found.set(account.id, account);
			const showsKeys =
				rows.some(row => fields.keys.some(([name, , get]) => name in wanted && get(row) !== undefined)) ||
				accounts.some(({slackId}) => slackId !== undefined);
			if (rows.length > 0 && found.size === 0 && !showsKeys) {
				const what = `${shape(rows[0])}; it has none of ${Object.keys(wanted).join(', ')}, so nobody can tell whose it is`;
				throw misfit(answer, what, 'account.keys');
			}
		}
		return carriersOf([...found.values()], wanted);
	};

	return async (wanted, call) => {
		const scope = {keys: wanted, slackId: wanted['slackId']};
		for (const lookup of lookups) {
			if (lookup.named.some(path => isNothing(valueAt(scope, path)))) continue;
			const found = await lookUp(lookup, scope, wanted, call);
			if (found.length > 0) return found.length === 1 ? found[0] : found;
		}
		return undefined;
	};
};
