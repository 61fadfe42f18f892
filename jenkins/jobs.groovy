// The jobs of slack-im, for the plugin Job DSL: one job for each target. Run it by a seed job, or by jenkins/casc.yaml.
//
// A job for each target has its own history, its own queue instead of a lock, the credentials of its folder, and its own permission to build.

// Holds slack-im.config.yaml and jenkins/target.Jenkinsfile
String repository = 'https://git.example.com/tools/accounts.git'

Map targets = [
	// Loses everything daily at 12:00: after its deploy, and at 12:20 where the deploy did not start it
	'dev-server': [
		after: 'deploy-dev-server',
		at: 'TZ=Asia/Seoul\n20 12 * * *',
	],
	// Every two weeks, with the sprint
	'model-office': [
		after: 'deploy-model-office',
	],
	// Started on demand
	'sales-demo': [:],
]

folder('slack-im') {
	description('Keeps the accounts of internal systems in step with Slack.')
}

pipelineJob('slack-im-build') {
	description('Tests and builds slack-im, once for each commit.')
	definition {
		cpsScm {
			scm {
				git {
					remote { url('https://git.example.com/tools/slack-im.git') }
					branch('main')
				}
			}
			scriptPath('jenkins/build.Jenkinsfile')
		}
	}
}

targets.each { target, job ->
	pipelineJob("slack-im/$target") {
		description("Keeps the accounts of $target in step with Slack.")
		logRotator {
			daysToKeep(60)
			artifactNumToKeep(20)
		}
		parameters {
			booleanParam('DRY_RUN', false, 'Only say what would be done.')
			booleanParam('APPROVE', false, 'Plan, ask a person, and write only then.')
			stringParam('ALLOW', '', 'Lets guards pass once, as their message says: removals=12.')
			stringParam('API_URL', '', 'Another address of the target, on a host that its config allows.')
			stringParam('LOCK_WAIT', '600', 'Seconds to wait for another run on the same machine.')
		}
		properties {
			disableConcurrentBuilds()
			if (job.after || job.at) {
				pipelineTriggers {
					triggers {
						if (job.after) {
							upstream {
								upstreamProjects(job.after)
								threshold('UNSTABLE')
							}
						}
						if (job.at) { cron { spec(job.at) } }
					}
				}
			}
		}
		definition {
			cpsScm {
				scm {
					git {
						remote { url(repository) }
						branch('main')
					}
				}
				scriptPath('jenkins/target.Jenkinsfile')
			}
		}
	}
}
