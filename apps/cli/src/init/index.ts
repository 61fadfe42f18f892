import {configText, type InitType} from './config-text.ts';
import {jenkinsfile} from './jenkinsfile.ts';
import {version as ownVersion} from '../version.ts';
import {slackManifest} from './manifest.ts';

export type {InitType} from './config-text.ts';
export {initTypes} from './config-text.ts';

export interface InitOptions {
	/** Also a Jenkinsfile. */
	readonly jenkins?: boolean;
	/** Type of the one target that the config begins with. @default 'workspace' */
	readonly type?: InitType;
	/** Name of that target. @default 'dev-server' */
	readonly name?: string;
	/** Version of slack-im that the Jenkinsfile calls. @default this one */
	readonly version?: string;
}

export interface InitFile {
	/** Relative to the folder that is set up. */
	readonly path: string;
	readonly text: string;
	/** What it is for, as one line. */
	readonly about: string;
}

/** The files that `slack-im init` writes. Nothing is written here. */
export const initFiles = ({
	jenkins = false,
	type = 'workspace',
	name = 'dev-server',
	version = ownVersion,
}: InitOptions = {}): readonly InitFile[] => [
	{
		path: 'slack-im.config.yaml',
		text: configText(type, name),
		about: 'what is kept in step with Slack, and how: edit the lines marked EDIT',
	},
	{path: 'slack-app-manifest.yaml', text: slackManifest(), about: 'the Slack app to read with: paste it at https://api.slack.com/apps'},
	...(jenkins
		? [
				{
					path: 'Jenkinsfile',
					text: jenkinsfile({
						command: `npx --yes @slack-im/cli@${version}`,
						needs:
							'Node 22.21 or newer with npm on the PATH. Without npm: put the bundle there and write `node cli.cjs` instead of `npx …`.',
					}),
					about: 'a pipeline that runs `slack-im sync` and shows its reports',
				},
			]
		: []),
];
