import {describe, test} from 'vitest';

import {contract, type CheckResult, runCheck} from './run.ts';
import {patience} from './session.ts';
import type {Connect} from './system.ts';

const seen = new Map<string, CheckResult[]>();

/** What the targets of this test file have shown so far, by name: for {@link contractTable}. */
export const contractResults: ReadonlyMap<string, readonly CheckResult[]> = seen;

/**
Tests a target against the contract: one test a check, each on a system of its own. Checks that need what the target does not have are skipped, with the reason; {@link contractTable} shows all of them at once.

@example
```
testTarget('my-target', async () => {
	const server = await startMyServer();
	return {open: () => openMyTarget(server.url), draft: number => ({…}), close: () => server.stop()};
});
```
*/
export const testTarget = (name: string, connect: Connect): void => {
	const results: CheckResult[] = [];
	seen.set(name, results);
	describe(`${name}: the contract of targets`, () => {
		for (const one of contract) {
			// oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- both are the contract's
			test(one.name, {timeout: patience * 3}, async context => {
				const result = await runCheck(one, connect);
				results.push(result);
				if (result.kind === 'failed') throw result.error;
				if (result.kind === 'skipped') context.skip(result.reason);
			});
		}
	});
};
