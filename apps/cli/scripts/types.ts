import {writeFileSync} from 'node:fs';
import path from 'node:path';

import {membersOf, writtenJsonSchema, type JsonSchema} from '@slack-im/config';

const prelude = `// Made from the config's schema by the build. Types only, and no import: a config in TypeScript can
// use them beside a lone bundle, without node_modules.

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | {[name: string]: Json};

/** A person, as functions of the config see them. What Slack leaves empty is undefined, except \`name\`. */
export interface Person {
	readonly slackId: string;
	readonly teamId: string | undefined;
	/** Ids of this person's earlier, deactivated Slack accounts. */
	readonly earlierIds: readonly string[];
	readonly kind: 'person' | 'slackbot' | 'bot' | 'app';
	readonly deleted: boolean;
	readonly forgotten: boolean;
	readonly invited: boolean;
	readonly external: boolean;
	readonly guest: 'multi-channel' | 'single-channel' | undefined;
	readonly email: string | undefined;
	readonly emailConfirmed: boolean | undefined;
	/** The display name, else the real name; never empty. */
	readonly name: string;
	readonly displayName: string | undefined;
	readonly realName: string | undefined;
	readonly firstName: string | undefined;
	readonly lastName: string | undefined;
	readonly title: string | undefined;
	readonly phone: string | undefined;
	readonly timezone: string | undefined;
	readonly locale: string | undefined;
	readonly admin: boolean;
	readonly owner: boolean;
	/** Handles of the user groups that the person is in. */
	readonly groups: readonly string[];
	readonly channels: readonly string[];
}

/** What an attribute is for a person: undefined = not managed for this one, null = clear. */
export type AttributeFunction = (person: Person) => Json | undefined;
`;

const nameOf = (type: string): string =>
	`${type.replaceAll(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase())}Target`;

const docs = ({description, default: byDefault}: JsonSchema, indent: string): string => {
	const hasDefault =
		byDefault !== undefined && !(typeof byDefault === 'object' && byDefault !== null && Object.keys(byDefault).length === 0);
	const text = [description, hasDefault && `@default ${JSON.stringify(byDefault)}`].filter(Boolean).join(' ');
	return text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;
};

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** Shapes that stand at several places get an interface of their own. */
interface Shapes {
	/** How often each shape stands in the config. */
	readonly times: Map<string, number>;
	/** Interfaces by shape: their names and texts. */
	readonly named: Map<string, {readonly name: string; text: string}>;
}

/** Objects of fewer keys are clearer where they stand. */
const fewKeys = 3;

const shapeOf = (schema: JsonSchema): string | undefined =>
	Object.keys(schema.properties ?? {}).length >= fewKeys ? JSON.stringify({...schema, description: '', default: null}) : undefined;

const countShapes = (schema: JsonSchema, times: Map<string, number>): void => {
	const shape = shapeOf(schema);
	if (shape !== undefined) times.set(shape, (times.get(shape) ?? 0) + 1);
	const {items, additionalProperties} = schema;
	const inner = [...Object.values(schema.properties ?? {}), ...(membersOf(schema) ?? []), items, additionalProperties];
	for (const part of inner) if (typeof part === 'object') countShapes(part, times);
};

/** The name of the interface that stands for a shape, made at its first place; undefined where the shape stands once. */
const namedShape = (schema: JsonSchema, place: string, shapes: Shapes): string | undefined => {
	const shape = shapeOf(schema);
	if (shape === undefined || (shapes.times.get(shape) ?? 0) < 2) return undefined;
	const known = shapes.named.get(shape);
	if (known) return known.name;
	const taken = new Set([...shapes.named.values()].map(({name}) => name));
	const plain = place.replaceAll(/[^A-Za-z]/g, '').replace(/^./, letter => letter.toUpperCase()) || 'Part';
	let name = plain;
	for (let number = 2; taken.has(name); number++) name = `${plain}${number}`;
	const entry = {name, text: ''};
	shapes.named.set(shape, entry);
	entry.text = `${docs({...schema, default: undefined}, '')}export interface ${name} ${renderObject(schema, '', shapes)}\n`;
	return name;
};

/** The TypeScript type of one schema. `place` is the key that it stands at. */
const render = (schema: JsonSchema, indent: string, place: string, shapes: Shapes): string => {
	if (schema['x-function'] === true) return 'AttributeFunction';
	if (schema.$ref !== undefined) return 'Json';
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(' | ');
	const members = membersOf(schema);
	if (members !== undefined) {
		const types = [...new Set(members.map(member => render(member, indent, place, shapes)))];
		// A word beside any text says nothing to the compiler.
		return types.filter(type => !type.startsWith('"') || !types.includes('string')).join(' | ');
	}
	switch (schema.type) {
		case 'string':
			return 'string';
		case 'number':
		case 'integer':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'null':
			return 'null';
		case 'array': {
			const item = schema.items === undefined ? 'Json' : render(schema.items, indent, place, shapes);
			return /[ |]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
		}
		case 'object':
			return namedShape(schema, place, shapes) ?? renderObject(schema, indent, shapes);
		case undefined:
		default:
			return 'unknown';
	}
};

const renderObject = ({properties, required = [], additionalProperties}: JsonSchema, indent: string, shapes: Shapes): string => {
	const inner = `${indent}\t`;
	const lines = Object.entries(properties ?? {}).map(
		([name, schema]) =>
			`${docs(schema, inner)}${inner}${key(name)}${required.includes(name) ? '' : '?'}: ${render(schema, inner, name, shapes)};\n`,
	);
	if (typeof additionalProperties === 'object') {
		const value = render(additionalProperties, inner, '', shapes);
		// Beside named keys an index signature must allow what those hold.
		lines.push(`${inner}[name: string]: ${lines.length > 0 ? `${value} | number | undefined` : value};\n`);
	}
	return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('')}${indent}}`;
};

/** The module behind \`@slack-im/cli/config\`: the type of what people write, with a docstring for every key. */
export const configTypes = (): string => {
	const root = writtenJsonSchema();
	const targets = root.properties?.['targets'];
	const union = typeof targets?.additionalProperties === 'object' ? (targets.additionalProperties.oneOf ?? []) : [];
	const shapes: Shapes = {times: new Map(), named: new Map()};
	countShapes(root, shapes.times);
	const interfaces = union.map(target => {
		const name = nameOf(String(target.properties?.['type']?.const));
		return {name, text: `${docs(target, '')}export interface ${name} ${renderObject(target, '', shapes)}\n`};
	});
	const {targets: _targets, ...rest} = root.properties ?? {};
	const names = interfaces.map(({name}) => name).join(' | ');
	const body = renderObject({...root, properties: {...rest, targets: {...targets, 'x-targets': true} as JsonSchema}}, '', shapes);
	const config = body.replace(/(\ttargets\?: )[^]*?(;\n\})$/, `$1Record<string, ${names}>$2`);
	return [
		prelude,
		...[...shapes.named.values()].map(({text}) => text),
		...interfaces.map(({text}) => text),
		`/** The whole config, as it is written: \`export default {…} satisfies WrittenConfig\`. */\nexport interface WrittenConfig ${config}\n`,
	].join('\n');
};

// The build writes them beside the bundle
if (import.meta.main) writeFileSync(path.join(import.meta.dirname, '../dist/config.d.ts'), configTypes());
