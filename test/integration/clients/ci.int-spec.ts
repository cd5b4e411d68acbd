// One emulator for all of them: a start costs more than their stories.
import './github-actions.story.js';
import './gitlab-pipeline.story.js';
