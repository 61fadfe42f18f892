import {Command, Option} from 'clipanion';

import {ReportingCommand} from './base.ts';
import * as options from './options.ts';

export class SyncCommand extends ReportingCommand {
	static override paths = [['sync']];
	static readonly argument = '[API_URL]';
	static override usage = Command.Usage({
		description: 'reads Slack, plans, passes the guards, applies and reports',
		details: `
			Without a config, API_URL is an agent-account API and SLACK_BOT_TOKEN the token. The password of new accounts is SLACK_IM_INITIAL_PASSWORD, else made at random. SLACK_API_URL is another Slack.

			With a config and one --target, API_URL is another address of that target, on a host that its config allows (apiUrls).
		`,
		examples: [
			['all targets of the config', 'slack-im sync'],
			['what would happen to one of them', 'slack-im sync --target dev-server --dry-run'],
			[
				'no config: a service that knows X-Attic-User',
				'SLACK_BOT_TOKEN=xoxb-… slack-im sync https://dev.example.com/api/agents --header X-Attic-User=admin',
			],
		],
	});

	apiUrl = Option.String({name: 'API_URL', required: false});
	target = options.targetOption();
	dryRun = Option.Boolean('--dry-run', false, {description: 'read and plan only: nothing is written to a target, no lock is taken'});
	person = options.personOption();
	only = options.onlyOption();
	allow = options.allowOption();
	from = options.fromOption();
	maxAge = options.maxAgeOption();
	dueSince = options.dueSinceOption();
	dueUntil = options.dueUntilOption();
	lockWait = options.lockWaitOption();
	attr = options.attrOption();
	header = options.headerOption();
	insecureHttp = options.insecureHttpOption();
	matchedBy = options.matchedByOption();
	all = options.allOption();

	async execute(): Promise<number> {
		const {runSyncOrPlan} = await import('../work.ts');
		return runSyncOrPlan('sync', this);
	}
}
