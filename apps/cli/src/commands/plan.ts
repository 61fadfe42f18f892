import {Command, Option} from 'clipanion';

import {ReportingCommand} from './base.ts';
import * as options from './options.ts';

export class PlanCommand extends ReportingCommand {
	static override paths = [['plan']];
	static readonly argument = '[API_URL]';
	static readonly exits = [0, 1, 2, 3, 4, 5, 6, 70, 130, 143] as const;
	static override usage = Command.Usage({
		description: 'shows what a sync would do, guards included; writes nothing to a target',
		details:
			'A saved plan holds personal data (its file is for its owner only), expires after 24 hours, and is carried out by slack-im apply under the same config.',
		examples: [
			['look at it', 'slack-im plan'],
			['save it for an approval', 'slack-im plan --out plan.json'],
			['fail a pipeline when accounts have drifted', 'slack-im plan --target dev-server --check'],
		],
	});

	apiUrl = Option.String({name: 'API_URL', required: false});
	target = options.targetOption();
	out = Option.String('--out', {description: 'FILE: save the plan for slack-im apply; also written when a guard withholds (exit 4)'});
	check = Option.Boolean('--check', false, {description: 'exit 6 when anything would change'});
	person = options.personOption();
	only = options.onlyOption();
	allow = options.allowOption();
	from = options.fromOption();
	maxAge = options.maxAgeOption();
	dueSince = options.dueSinceOption();
	dueUntil = options.dueUntilOption();
	attr = options.attrOption();
	header = options.headerOption();
	insecureHttp = options.insecureHttpOption();
	matchedBy = options.matchedByOption();
	all = options.allOption();

	async execute(): Promise<number> {
		const {runSyncOrPlan} = await import('../work.ts');
		return runSyncOrPlan('plan', this);
	}
}
