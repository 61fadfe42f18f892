import {attributeSchema, compileMapping} from '@slack-im/core';

import {ruleFindings, settingFindings, type Finding} from './checks.ts';
import {isPlainObject, pathKey, type Filled, type FilledConfig} from '../fill/environment.ts';
import type {Path} from '../say/error.ts';
import {valueAt} from '../schema/schema-walk.ts';

/** The offset of a text that was filled in is that of the text as it is written. */
export const asWritten = (finding: Finding, filled: FilledConfig['filled']): Finding => {
	const {path, offset} = finding;
	const here = filled.get(pathKey(path));
	return offset === undefined || here === undefined ? finding : {...finding, offset: writtenOffset(offset, here)};
};

const writtenOffset = (offset: number, {pieces}: Filled): number => {
	let shift = 0;
	for (const {written, result} of pieces) {
		if (offset < result[0]) break;
		if (offset < result[1]) return written[0];
		shift = written[1] - result[1];
	}
	return offset + shift;
};

/** A value from the environment stays text, also when it holds what a template would act on. */
export const literalValues = (
	attributes: Readonly<Record<string, unknown>>,
	base: Path,
	filled: FilledConfig['filled'],
): {values: Record<string, unknown>; findings: Finding[]} => {
	const findings: Finding[] = [];
	const visit = (value: unknown, path: Path): unknown => {
		if (typeof value === 'string') {
			const here = filled.get(pathKey(path));
			if (here === undefined || !here.pieces.some(piece => /\{[{%]/.test(piece.value))) return value;
			const [, , , , part] = path;
			if (!/\{[{%]/.test(here.text) && (part === undefined || (part === 'value' && path.length === 5))) return () => value;
			const names = here.pieces.map(({name}) => `\${${name}}`).join(' and ');
			findings.push({
				path,
				message: `the value of ${names} holds {{ or {%, which would be taken as part of a template here`,
				hint: `let it stand alone under \`value\``,
			});
			return value;
		}
		if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
		return isPlainObject(value)
			? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, [...path, name])]))
			: value;
	};
	const values = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, visit(value, [...base, name])]));
	return {values, findings};
};

interface CheckedAttributes {
	readonly findings: readonly Finding[];
	readonly names: readonly string[];
	readonly secretNames: readonly string[];
	/** Those that are compared with the account: neither secret nor for new accounts only. */
	readonly comparedNames: readonly string[];
}

/** Everything that is wrong with a target's attributes, each by itself, so that one mistake hides no other. */
export const checkAttributes = (
	attributes: Readonly<Record<string, unknown>>,
	base: Path,
	filled: FilledConfig['filled'],
): CheckedAttributes => {
	const {values, findings} = literalValues(attributes, base, filled);
	const secretNames: string[] = [];
	for (const [name, value] of Object.entries(values)) {
		const path = [...base, name];
		findings.push(...ruleFindings(value, path));
		if (isPlainObject(value) && (value['secret'] === true || (value['generate'] !== undefined && value['secret'] === undefined)))
			secretNames.push(name);
		const parsed = attributeSchema.safeParse(value);
		if (parsed.success) findings.push(...settingFindings(() => compileMapping({[name]: parsed.data}, {path: base})));
	}
	const names = Object.keys(values);
	const comparedNames = names.filter(name => !secretNames.includes(name) && valueAt(values, [name, 'onCreate']) !== true);
	return {findings, names, secretNames, comparedNames};
};
