/** A deliberate breakage: in one file of packages/core/src, one piece of text in place of another. */
export interface Mutant {
	readonly breaks: string;
	readonly file: string;
	readonly from: string;
	readonly to: string;
	/** Test files, without `.test.ts`: at least one of their tests must turn red. */
	readonly tests: readonly string[];
}

/** One of them: text `from` in `file` (without `.ts`) becomes `to`. */
export const m = (breaks: string, file: string, from: string, to: string, ...tests: string[]): Mutant => ({
	breaks,
	file: `${file}.ts`,
	from,
	to,
	tests,
});
