/**
The fault table: a system of each type, one fault in one place, the built binary. After the disturbed run an undisturbed one follows, and then the state is the undisturbed one. What the disturbed run says with its exit code must be true as well: 0 is a proof that the system holds what was planned. Exits 1 on any row that does not hold.

    node scripts/chaos.ts [--only TEXT] [--short] [--list] [--parallel N]
*/
import process from 'node:process';
import {parseArgs, styleText} from 'node:util';

import {sorts} from './chaos/faults.ts';
import {makeReference, runRow, type Reference} from './chaos/row.ts';
import {rows, shortTable, type Row} from './chaos/rows.ts';
import type {Type} from './chaos/systems.ts';

const {values} = parseArgs({
	options: {
		only: {type: 'string', default: ''},
		short: {type: 'boolean', default: false},
		list: {type: 'boolean', default: false},
		parallel: {type: 'string', default: '4'},
	},
});

/** Places and sorts of faults, each with the number of its rows; red ones are told apart. */
const summary = (results: ReadonlyMap<Row, readonly string[]>): string => {
	const all = [...results];
	const places = [...new Set(all.map(([{place}]) => place))];
	const used = sorts.filter(sort => all.some(([row]) => row.sort === sort));
	const cell = (fits: (row: Row) => boolean): string => {
		const those = all.filter(([row]) => fits(row));
		const red = those.filter(([, found]) => found.length > 0).length;
		return those.length === 0 ? '' : `${those.length}${red > 0 ? ` (${red} red)` : ''}`;
	};
	const lines = [
		['', ...used, 'all'],
		...places.map(place => [
			place,
			...used.map(sort => cell(row => row.place === place && row.sort === sort)),
			cell(row => row.place === place),
		]),
		['all', ...used.map(sort => cell(row => row.sort === sort)), cell(() => true)],
	];
	const widths = lines[0]!.map((_, column) => Math.max(...lines.map(line => line[column]!.length)));
	return lines
		.map(line => line.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  '))
		.join('\n');
};

/** Of what is wrong with one row: enough to see what it is. */
const mostLines = 12;
const mostLetters = 400;

const tell = ({name}: Row, found: readonly string[]): void => {
	if (found.length === 0) return console.log(`${styleText('green', 'ok ')} ${name}`);
	console.log(`${styleText('red', 'RED')} ${name}`);
	const lines = found.flatMap(one => one.split('\n'));
	for (const line of lines.slice(0, mostLines)) console.log(`      ${line.length > mostLetters ? `${line.slice(0, mostLetters)}…` : line}`);
	if (lines.length > mostLines) console.log(`      … and ${lines.length - mostLines} lines more`);
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
