// One emulator for all of them: a start costs more than their stories.
import './aws-athena.story.js';
import './aws-glue.story.js';
import './aws-step-functions.story.js';
import './bigquery.story.js';
