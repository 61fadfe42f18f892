import type {CheckResult} from './run.ts';

/** Results of one target, under its name. */
export type Results = ReadonlyMap<string, readonly CheckResult[]>;

const count = (results: readonly CheckResult[], kind: CheckResult['kind']): number => results.filter(result => result.kind === kind).length;

/** One table of all targets: how many checks each passed, and which were left out, by reason. */
export const contractTable = (all: Results): string => {
	const rows = [...all].flatMap(([name, results]) => {
		const reasons = new Map<string, number>();
		for (const result of results) if (result.kind === 'skipped') reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
		const skips = [...reasons].map(([reason, checks]) => `${reason} (${checks})`);
		return [[name, String(count(results, 'passed')), String(count(results, 'failed')), skips.length === 0 ? '–' : skips.join('; ')]];
	});
	const table = [['target', 'passed', 'failed', 'left out (checks)'], ...rows];
	const widths = [0, 1, 2].map(column => Math.max(...table.map(row => row[column]?.length ?? 0)));
	return table
		.map(row =>
			row
				.map((cell, column) => (column < 3 ? (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)) : cell))
				.join('  '),
		)
		.join('\n');
};
