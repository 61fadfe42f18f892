/**
The fault table: a system of each type, one fault in one place, the built binary. After the disturbed run an undisturbed one follows, and then the state is the undisturbed one. What the disturbed run says with its exit code must be true as well: 0 is a proof that the system holds what was planned. Exits 1 on any row that does not hold.

    node scripts/chaos.ts [--only TEXT] [--short] [--list] [--parallel N]
*/
import process from 'node:process';
import {parseArgs, styleText} from 'node:util';

import {makeReference, runRow, type Reference} from './chaos/row.ts';
import {rows, shortTable, type Row} from './chaos/rows.ts';
import type {Type} from './chaos/systems.ts';

const {values} = parseArgs({
	options: {
		only: {type: 'string', default: ''},
		short: {type: 'boolean', default: false},
		list: {type: 'boolean', default: false},
		parallel: {type: 'string', default: '3'},
	},
});

/** Which rows are red, by place and fault, in numbers. */
const summary = (results: ReadonlyMap<Row, readonly string[]>): string => {
	const byPlace = new Map<string, {all: number; red: number}>();
	for (const [{type, place}, found] of results) {
		const name = `${type} · ${place}`;
		const {all, red} = byPlace.get(name) ?? {all: 0, red: 0};
		byPlace.set(name, {all: all + 1, red: red + Number(found.length > 0)});
	}
	return [...byPlace].map(([name, {all, red}]) => `${String(all).padStart(4)}  ${name}${red > 0 ? `, ${red} red` : ''}`).join('\n');
};

const tell = ({name}: Row, found: readonly string[]): void => {
	if (found.length === 0) return console.log(`${styleText('green', 'ok ')} ${name}`);
	console.log(`${styleText('red', 'RED')} ${name}\n${found.map(line => `      ${line.replaceAll('\n', '\n        ')}`).join('\n')}`);
};

/** Does `work` for all items, so many at a time, in their order. */
const inTurn = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
	const waiting = [...items];
	const worker = async (): Promise<void> => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
	};
	await Promise.all(Array.from({length: Number(values.parallel)}, worker));
};

const named = rows.filter(({name}) => name.includes(values.only));
const wanted = values.short ? shortTable(named) : named;

if (values.list) for (const {name} of wanted) console.log(name);
else {
	const startedAt = performance.now();
	const references = new Map<Type, Reference>();
	await inTurn([...new Set(wanted.map(({type}) => type))], async type => {
		references.set(type, await makeReference(type));
	});
	const results = new Map<Row, readonly string[]>();
	await inTurn(wanted, async row => {
		const found = await runRow(row, references.get(row.type)!).catch((error: unknown) => [
			error instanceof Error ? (error.stack ?? error.message) : String(error),
		]);
		results.set(row, found);
		tell(row, found);
	});
	const red = [...results.values()].filter(found => found.length > 0).length;
	console.log(`\n${summary(new Map(wanted.map(row => [row, results.get(row)!])))}`);
	console.log(
		`\n${results.size} rows: ${results.size - red} hold, ${red} do not (${Math.round((performance.now() - startedAt) / 1000)} s)`,
	);
	process.exitCode = red > 0 || results.size === 0 ? 1 : 0;
}
