/** A deliberate breakage: in one file of packages/core/src, one piece of text in place of another. */
export interface Mutant {
	readonly breaks: string;
	readonly file: string;
	readonly from: string;
	readonly to: string;
	/** Test files, without `.test.ts`: at least one of their tests must turn red. */
	readonly tests: readonly string[];
}

const m = (breaks: string, file: string, from: string, to: string, ...tests: string[]): Mutant => ({
	breaks,
	file: `${file}.ts`,
	from,
	to,
	tests,
});

export const mutants: readonly Mutant[] = [
	// Who claims which account
	m('leavers before people who are in', 'match', "['in', 'out', 'leaver']", "['leaver', 'out', 'in']", 'match'),
	m(
		'the last key of match first',
		'match',
		'for (const round of match.keys())',
		'for (const round of [...match.keys()].toReversed())',
		'match',
	),
	m('keys are not folded', 'match', "value === '' ? undefined : fold(value)", "value === '' ? undefined : value", 'match'),
	m('Unicode forms are two keys', 'fold', ".normalize('NFC')", '', 'match', 'fold'),
	m('an account is never marked as claimed', 'match', 'taken.set(account, candidate);', '', 'match', 'plan'),
	m('a Slack id is a key like any other', 'match', '\tclaimBySlackId();\n', '', 'match'),
	m(
		'ids of earlier Slack records are dropped',
		'match',
		'for (const id of candidate.identity.earlierIds) byId.set(id, candidate);',
		';',
		'match',
	),
	m("another person's e-mail on the account does not matter", 'match', 'return others.length === 0;', 'return true;', 'match'),
	m('the e-mail of somebody who is in does not protect the account', 'match', "(!isOwn || other.verdict.kind === 'in')", '!isOwn', 'match'),
	m(
		"another's Slack id on the account does not matter",
		'match',
		'if (account.slackId !== undefined) {',
		'if (account.slackId === "") {',
		'match',
	),
	m('two people may map to one key', 'match', '\tdisputeSharedKeys();\n', '', 'match'),
	m('whose account is claimed gets a second one', 'match', '\tdisputeLeftovers();\n', '', 'match'),
	m(
		'an account of somebody in a conflict falls to a leaver',
		'match',
		'!claims.has(identity.slackId));',
		'!claims.has(identity.slackId) && !conflicted.has(identity.slackId));',
		'match',
	),
	m(
		'a leaver without an e-mail is not looked for',
		'match',
		'const candidates = people.toSorted(',
		'const candidates = people.filter(({identity}) => identity.email !== undefined).toSorted(',
		'match',
	),

	// What is to be done
	m('what is in a conflict is written all the same', 'reconcile', '\t\tif (claims.conflicted.has(slackId)) continue;\n', '', 'match'),
	m('D counts inactive accounts', 'reconcile', 'claim?.account.active && !isProtected', 'claim && !isProtected', 'match'),
	m('D counts protected accounts', 'reconcile', 'claim?.account.active && !isProtected(claim.account)', 'claim?.account.active', 'match'),
	m(
		'a removal ignores protected',
		'reconcile',
		"\t\tif (isProtected(account)) return {...base, kind: 'noop', because: 'protected'};\n",
		'',
		'plan',
	),
	m('a create ignores protected', 'reconcile', "if (isProtected({id: '', keys}))", 'if (false)', 'plan'),
	m(
		'who is out loses the account',
		'reconcile',
		"if (wanted === 'report') return {...base, kind: 'skip', verb: 'deactivate', because: 'policy'};",
		'',
		'plan',
		'match',
	),
	m('returners: report is ignored', 'reconcile', "if (policy.returners === 'report')", 'if (false)', 'plan'),
	m('a verb that the config does not allow is used', 'reconcile', '(policy.do?.includes(verb) ?? true)', 'true', 'plan'),
	m('lists are compared in their order', 'equal', 'value.every(isScalar) ? items.toSorted(', 'false ? items.toSorted(', 'plan'),
	m('removals before changes', 'reconcile', 'phase(a) - phase(b)', 'phase(b) - phase(a)', 'plan'),

	// Guards
	m('a guard trips at its limit', 'guard', 'const tripped = count > ceiling;', 'const tripped = count >= ceiling;', 'guard'),
	m('the share of removals is rounded up', 'guard', 'Math.floor(share * claimed + 1e-9)', 'Math.ceil(share * claimed)', 'guard'),
	m('binary fractions decide', 'guard', ' + 1e-9', '', 'guard'),
	m('everybody may be removed where they are few', 'guard', 'claimed > 1 ? claimed - 1 : Infinity', 'Infinity', 'guard'),
	m(
		'the update guard begins one account later',
		'guard',
		'plan.claimed >= limits.updates.from',
		'plan.claimed > limits.updates.from',
		'guard',
	),
	m('--allow is a minimum', 'guard', 'const ceiling = allowed ?? limit;', 'const ceiling = Math.max(allowed ?? limit, limit);', 'guard'),
	m('a missing link counts as an update', 'guard', ' && !operation.linkOnly', '', 'guard'),
	m(
		'a reactivation of an administrator is no grant',
		'guard',
		"(operation.kind === 'reactivate' || !holds(before, value))",
		'!holds(before, value)',
		'guard',
	),
	m('an empty source is fine', 'guard', 'options.in === 0', 'options.in < 0', 'guard', 'sync'),
	m('adopted accounts slip past the guards', 'verify', 'if (by.length > 0)', 'if (false)', 'exists', 'limits'),

	// Doing it
	m(
		'what a guard withheld is applied anyway',
		'apply',
		"\tif (operation.withheldBy) return {kind: 'withheld', operation, by: operation.withheldBy};\n",
		'',
		'sync',
		'limits',
	),
	m(
		'removals do not wait for the changes',
		'send',
		'[operations.filter(operation => !isRemoval(operation)), operations.filter(isRemoval)]',
		'[operations]',
		'apply',
	),
	m('secrets are made again for a second try', 'send', 'drafts.get(slackId) ?? ', '', 'exists'),
	m('outcomes are done before commit', 'send', "if (!target.commit || sent.answer.kind === 'not-sent')", 'if (true)', 'commit'),
	m('commit is called after a stop', 'apply', 'if (caller.stopped() !== undefined) {', 'if (false) {', 'stop', 'commit'),
	m(
		'4xx about one person counts as trouble',
		'calls',
		"kind === 'unavailable' || kind === 'unknown-outcome'",
		'kind !== undefined',
		'trouble',
	),
	m('40 % is trouble already', 'calls', 'troubled > troubleShare * done', 'troubled >= troubleShare * done', 'trouble'),
	m('a 401 does not end the calls', 'calls', 'if (isLoginRefused(error, isList))', 'if (false)', 'trouble'),
	m('calls begin after a stop', 'calls', '\t\t\tif (stopped() !== undefined) throw', '\t\t\tif (false) throw', 'stop'),
	m(
		'a target that ignores its signal holds up the end',
		'calls',
		'\t\tif (signal.aborted) stop();\n\t\telse signal.addEventListener',
		'\t\tif (signal.aborted) stop();\n\t\telse if (false) signal.addEventListener',
		'stop',
	),
	m(
		'a create is sent again to a server that takes duplicates',
		'judge',
		'options.mayRepeat && options.declaresExists',
		'options.mayRepeat',
		'exists',
		'faults',
	),
	m('a create that exists is a success, whosever account it is', 'attempt', "if (answer.kind === 'existed') return true;", '', 'verify'),
	m('the concurrency is not bounded', 'parallel', 'running < concurrency && ', '', 'apply'),

	// Reading again what was written
	m('a write is believed without a look', 'verify', '\t\t\t\tif (toLookAt().length > 0) await settleByLooking();\n', '', 'verify', 'proof'),
	m(
		'what was answered as done is done',
		'judge',
		'\treturn failed(sent, notKept(operation, now!, options));',
		'\treturn {outcome: settled(sent)};',
		'verify',
		'proof',
	),
	m(
		'a failed answer counts, whatever the target shows',
		'judge',
		'\tif (isSettled(operation, now)) return',
		"\tif (isSettled(operation, now) && answer.kind === 'done') return",
		'verify',
	),
	m('what is still open is never sent again', 'judge', '\tif (isOpen(sent) && options.mayRepeat) return {again: now!};\n', '', 'verify'),
	m(
		'what was refused is sent again',
		'judge',
		'\tif (isOpen(sent) && options.mayRepeat)',
		"\tif (answer.kind === 'error' && options.mayRepeat)",
		'verify',
	),
	m('what is open is sent without end', 'verify', '\t\tmayRepeat = false;\n\t\tawait sender', '\t\tawait sender', 'exists'),
	m('an account that vanished is made anew', 'judge', "} else if (now!.kind === 'create') {", '} else if (false) {', 'verify'),
	m('two accounts made by one create are a success', 'judge', "\tif ('conflict' in shown) return", '\tif (false) return', 'verify'),
	m(
		'a look-up that failed after a write is a success',
		'judge',
		"\tif ('error' in shown) return failed(sent, unseen(sent, shown.error));",
		"\tif ('error' in shown) return {outcome: settled(sent)};",
		'exists',
	),
	m(
		'a list that fails after the writes is a success',
		'run-target',
		'...(readError !== undefined && {error: unread(setup, readError)}),',
		'',
		'verify',
	),
	m('what another write undid is a success', 'verify', "kind === 'noop' || kind === 'skip') return [];", 'true) return [];', 'verify'),
	m('`verify: false` looks all the same', 'verify', 'policy.verify !== false || isOpen(sent)', 'true', 'verify'),
	m('a late system is not waited for', 'verify', 'if (isSettled || left <= 0)', 'if (true)', 'verify'),
	m('what is sent after a commit is taken for done', 'verify', 'if (target.commit) mayRepeat = false;', '', 'verify'),
	m(
		'who frees a value does not come first',
		'order',
		'if (waits.size === 0) return operations',
		'if (true) return operations',
		'order',
		'apply',
	),
	m(
		'swapped values are written though nothing ties the accounts',
		'order',
		"if (ring.every(({matchedBy}) => matchedBy === 'slackId')) continue;",
		'continue;',
		'order',
	),
	m('an account is parked on a value that is no e-mail', 'order', 'return at === -1 ? name :', 'return true ? name :', 'order'),

	m('the concurrency is not bounded', 'parallel', 'running < concurrency && ', '', 'apply'),

	// Reading the target
	m(
		'the account list is cut at a page',
		'accounts',
		'\t\tif (accounts.length % 1000 === 0) onCount(accounts.length);',
		'\t\tif (accounts.length === 2) break;',
		'apply',
	),
	m('a look-up that failed is "not there"', 'accounts', '\tif (failure) throw failure.error;\n', '', 'trouble'),
	m(
		'an account that does not say whether it is active is inactive',
		'accounts',
		"if (typeof active !== 'boolean') throw",
		'if (false) throw',
		'trouble',
	),

	// Reading Slack
	m(
		'a short page of Slack is the last one',
		'slack/pages',
		"if (next === undefined || next === null || next === '') return;",
		"if (next === undefined || next === null || next === '' || (Array.isArray(page) && page.length < limit)) return;",
		'slack-pages',
	),
	m('a channel is believed as it is listed', 'slack/channels', 'members.size >= count', 'members.size >= 0', 'slack-places'),
	m('a user group is believed as it is listed', 'slack/groups', 'listed < count', 'listed < 0', 'slack-places'),
	m(
		'somebody who was hired again is a leaver',
		'identities',
		'\tif (leavers.size === 0) return identities;\n',
		'\tif (leavers.size >= 0) return identities;\n',
		'identities',
	),

	// Saved plans
	m('an altered plan is carried out', 'plan-file', 'digest === digestOf(content)', 'true', 'plan-file'),
	m('an expired plan is carried out', 'plan-file', 'if (!(now.getTime() <= Date.parse(file.expiresAt)))', 'if (false)', 'plan-file'),
	m('an account that changed since the plan is written', 'apply-file', 'if (!isSame) return', 'if (false) return', 'apply-file'),
	m('a plan is carried out under another config', 'apply-file', '!setup || setup.digest !== saved.config', '!setup', 'apply-file'),
	m('any ceiling lifts what was withheld', 'apply-file', 'ceilingOf(guard) >= count', 'ceilingOf(guard) > 0', 'apply-withheld'),
	m(
		'a half-applied plan cannot be applied again',
		'apply-file',
		"return operation.kind === 'reactivate' ?",
		'return false ?',
		'apply-file',
		'apply-again',
	),

	// The whole run
	m(
		'a target that is down ends the run for the others',
		'run-target',
		"note(signal.aborted ? {state: 'stopped'} : {state: 'unusable', error: named(setup, error)});",
		'throw error;',
		'sync',
	),
	m('an unqualified --allow is for every target', 'sync', 'targets === undefined || targets.length === 1', 'true', 'sync'),
	m(
		'a failure does not change the exit code',
		'sync',
		"outcomes.some(({kind}) => kind === 'failed' || kind === 'conflict')",
		"outcomes.some(({kind}) => kind === 'conflict')",
		'exit-code',
	),

	m('an id that another account holds is created again', 'taken', 'if (holder) return', 'if (false) return', 'plan'),
	m('two new accounts get one id', 'taken', 'return ones.length > 1', 'return ones.length > 2', 'plan'),
	m(
		'an e-mail that is kept in lower case is changed in every run',
		'equal',
		'is === should || isLoweredEmail(is, should)',
		'is === should',
		'plan',
	),

	// The same, found by random workspaces alone
	m('random: an account is never marked as claimed', 'match', 'taken.set(account, candidate);', '', 'properties', 'faults'),
	m(
		'random: a removal ignores protected',
		'reconcile',
		"\t\tif (isProtected(account)) return {...base, kind: 'noop', because: 'protected'};\n",
		'',
		'faults',
	),
	m('random: adopted accounts slip past the guards', 'verify', 'if (by.length > 0)', 'if (false)', 'limits'),
	m(
		'the plan hangs on the order of the input',
		'reconcile',
		'operations: possible.toSorted(inPlanOrder),',
		'operations: possible,',
		'plan',
	),
	m(
		'random: the update guard counts nothing',
		'guard',
		"\toperation.kind === 'reactivate' || (operation.kind === 'update' && !operation.linkOnly);",
		'\tfalse;',
		'limits',
	),
];
