import {Command, Option} from 'clipanion';

import {ReportingCommand} from './base.ts';
import {insecureHttpOption} from './options.ts';

export class SnapshotCommand extends ReportingCommand {
	static override paths = [['snapshot']];
	static readonly exits = [0, 2, 3, 70, 130, 143] as const;
	static override usage = Command.Usage({
		description: 'reads Slack once and saves it for --from',
		details:
			'The file holds personal data and is for its owner only. It holds what the config needs: the channels and user groups that it names.',
		examples: [
			['save a read', 'slack-im snapshot --out slack.jsonl'],
			['one read, several targets', 'slack-im snapshot --out slack.jsonl && slack-im sync --from slack.jsonl --target dev-server'],
			['with another config', 'slack-im snapshot --config prod.yaml --out slack.jsonl'],
		],
	});

	out = Option.String('--out', {description: 'FILE: where to (needed)'});
	insecureHttp = insecureHttpOption();

	async execute(): Promise<number> {
		const {runSnapshot} = await import('../work.ts');
		return runSnapshot(this);
	}
}
