/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type * as access from "../access.js";
import type * as artifacts from "../artifacts.js";
import type * as crons from "../crons.js";
import type * as exports from "../exports.js";
import type * as files from "../files.js";
import type * as functions from "../functions.js";
import type * as generations from "../generations.js";
import type * as http from "../http.js";
import type * as httpApi from "../httpApi.js";
import type * as lib_appTemplates_appTemplates from "../lib/appTemplates/appTemplates.js";
import type * as lib_appTemplates_compose from "../lib/appTemplates/compose.js";
import type * as lib_appTemplates_fields from "../lib/appTemplates/fields.js";
import type * as lib_appTemplates_gallery from "../lib/appTemplates/gallery.js";
import type * as lib_appTemplates_registry from "../lib/appTemplates/registry.js";
import type * as lib_appTemplates_request from "../lib/appTemplates/request.js";
import type * as lib_appTemplates_templates_bomTree from "../lib/appTemplates/templates/bomTree.js";
import type * as lib_appTemplates_templates_calculators from "../lib/appTemplates/templates/calculators.js";
import type * as lib_appTemplates_templates_checklist from "../lib/appTemplates/templates/checklist.js";
import type * as lib_appTemplates_templates_complianceValidator from "../lib/appTemplates/templates/complianceValidator.js";
import type * as lib_appTemplates_templates_counter from "../lib/appTemplates/templates/counter.js";
import type * as lib_appTemplates_templates_cycleCount from "../lib/appTemplates/templates/cycleCount.js";
import type * as lib_appTemplates_templates_downtimePareto from "../lib/appTemplates/templates/downtimePareto.js";
import type * as lib_appTemplates_templates_forms from "../lib/appTemplates/templates/forms.js";
import type * as lib_appTemplates_templates_kpiCard from "../lib/appTemplates/templates/kpiCard.js";
import type * as lib_appTemplates_templates_labelSheet from "../lib/appTemplates/templates/labelSheet.js";
import type * as lib_appTemplates_templates_quoteCalculator from "../lib/appTemplates/templates/quoteCalculator.js";
import type * as lib_appTemplates_templates_recordForm from "../lib/appTemplates/templates/recordForm.js";
import type * as lib_appTemplates_templates_recordTable from "../lib/appTemplates/templates/recordTable.js";
import type * as lib_appTemplates_templates_reorderDashboard from "../lib/appTemplates/templates/reorderDashboard.js";
import type * as lib_appTemplates_templates_shiftHandover from "../lib/appTemplates/templates/shiftHandover.js";
import type * as lib_appTemplates_templates_supplierScorecard from "../lib/appTemplates/templates/supplierScorecard.js";
import type * as lib_appTemplates_templates_tables from "../lib/appTemplates/templates/tables.js";
import type * as lib_appTemplates_templates_toleranceStack from "../lib/appTemplates/templates/toleranceStack.js";
import type * as lib_appTemplates_templates_workOrderBoard from "../lib/appTemplates/templates/workOrderBoard.js";
import type * as lib_appTemplates_types from "../lib/appTemplates/types.js";
import type * as lib_appTemplates_wishes from "../lib/appTemplates/wishes.js";
import type * as lib_bundle from "../lib/bundle.js";
import type * as lib_circuitBreaker from "../lib/circuitBreaker.js";
import type * as lib_costs from "../lib/costs.js";
import type * as lib_errors from "../lib/errors.js";
import type * as lib_executorEvents from "../lib/executorEvents.js";
import type * as lib_extractCode from "../lib/extractCode.js";
import type * as lib_formats from "../lib/formats.js";
import type * as lib_httpRequests from "../lib/httpRequests.js";
import type * as lib_limits from "../lib/limits.js";
import type * as lib_llmRouter from "../lib/llmRouter.js";
import type * as lib_parameterValues from "../lib/parameterValues.js";
import type * as lib_parameterWords from "../lib/parameterWords.js";
import type * as lib_partsLibrary_choose from "../lib/partsLibrary/choose.js";
import type * as lib_partsLibrary_families_boxes from "../lib/partsLibrary/families/boxes.js";
import type * as lib_partsLibrary_families_brackets from "../lib/partsLibrary/families/brackets.js";
import type * as lib_partsLibrary_families_families from "../lib/partsLibrary/families/families.js";
import type * as lib_partsLibrary_families_fasteners from "../lib/partsLibrary/families/fasteners.js";
import type * as lib_partsLibrary_families_objects from "../lib/partsLibrary/families/objects.js";
import type * as lib_partsLibrary_families_pipes from "../lib/partsLibrary/families/pipes.js";
import type * as lib_partsLibrary_families_plates from "../lib/partsLibrary/families/plates.js";
import type * as lib_partsLibrary_families_profiles from "../lib/partsLibrary/families/profiles.js";
import type * as lib_partsLibrary_families_rotating from "../lib/partsLibrary/families/rotating.js";
import type * as lib_partsLibrary_families_round from "../lib/partsLibrary/families/round.js";
import type * as lib_partsLibrary_family from "../lib/partsLibrary/family.js";
import type * as lib_partsLibrary_features from "../lib/partsLibrary/features.js";
import type * as lib_partsLibrary_gallery from "../lib/partsLibrary/gallery.js";
import type * as lib_partsLibrary_holes from "../lib/partsLibrary/holes.js";
import type * as lib_partsLibrary_labels from "../lib/partsLibrary/labels.js";
import type * as lib_partsLibrary_measures from "../lib/partsLibrary/measures.js";
import type * as lib_partsLibrary_normalise from "../lib/partsLibrary/normalise.js";
import type * as lib_partsLibrary_partsLibrary from "../lib/partsLibrary/partsLibrary.js";
import type * as lib_partsLibrary_reading from "../lib/partsLibrary/reading.js";
import type * as lib_partsLibrary_script from "../lib/partsLibrary/script.js";
import type * as lib_partsLibrary_threads from "../lib/partsLibrary/threads.js";
import type * as lib_partsLibrary_types from "../lib/partsLibrary/types.js";
import type * as lib_partsLibrary_vocabulary from "../lib/partsLibrary/vocabulary.js";
import type * as lib_prompts_apiCard from "../lib/prompts/apiCard.js";
import type * as lib_prompts_appSystem from "../lib/prompts/appSystem.js";
import type * as lib_prompts_cadSystem from "../lib/prompts/cadSystem.js";
import type * as lib_prompts_compose from "../lib/prompts/compose.js";
import type * as lib_prompts_errorCard from "../lib/prompts/errorCard.js";
import type * as lib_prompts_fewShots from "../lib/prompts/fewShots.js";
import type * as lib_prompts_repair from "../lib/prompts/repair.js";
import type * as lib_provider from "../lib/provider.js";
import type * as lib_providers from "../lib/providers.js";
import type * as lib_secretText from "../lib/secretText.js";
import type * as lib_settings from "../lib/settings.js";
import type * as lib_signing from "../lib/signing.js";
import type * as lib_specCheck from "../lib/specCheck.js";
import type * as lib_stores from "../lib/stores.js";
import type * as lib_titles from "../lib/titles.js";
import type * as lib_uploadTargets from "../lib/uploadTargets.js";
import type * as lib_validators from "../lib/validators.js";
import type * as model_artifacts from "../model/artifacts.js";
import type * as model_attempts from "../model/attempts.js";
import type * as model_events from "../model/events.js";
import type * as model_executorHealth from "../model/executorHealth.js";
import type * as model_fileStore from "../model/fileStore.js";
import type * as model_generationEnd from "../model/generationEnd.js";
import type * as model_generationStart from "../model/generationStart.js";
import type * as model_generationViews from "../model/generationViews.js";
import type * as model_generations from "../model/generations.js";
import type * as model_httpViews from "../model/httpViews.js";
import type * as model_jobs from "../model/jobs.js";
import type * as model_members from "../model/members.js";
import type * as model_providerStates from "../model/providerStates.js";
import type * as model_rows from "../model/rows.js";
import type * as model_threads from "../model/threads.js";
import type * as model_users from "../model/users.js";
import type * as model_workspaces from "../model/workspaces.js";
import type * as pipeline_batch from "../pipeline/batch.js";
import type * as pipeline_fileKeeper from "../pipeline/fileKeeper.js";
import type * as pipeline_generate from "../pipeline/generate.js";
import type * as pipeline_progressWriter from "../pipeline/progressWriter.js";
import type * as pipeline_prune from "../pipeline/prune.js";
import type * as pipeline_steps from "../pipeline/steps.js";
import type * as pipeline_stop from "../pipeline/stop.js";
import type * as providers from "../providers.js";
import type * as providers_anthropic from "../providers/anthropic.js";
import type * as providers_catalog from "../providers/catalog.js";
import type * as providers_chatStream from "../providers/chatStream.js";
import type * as providers_clients from "../providers/clients.js";
import type * as providers_configured from "../providers/configured.js";
import type * as providers_executor from "../providers/executor.js";
import type * as providers_github from "../providers/github.js";
import type * as providers_huggingface from "../providers/huggingface.js";
import type * as providers_modelAuthor from "../providers/modelAuthor.js";
import type * as providers_openaiCompatible from "../providers/openaiCompatible.js";
import type * as providers_partsLibrary from "../providers/partsLibrary.js";
import type * as providers_replyText from "../providers/replyText.js";
import type * as providers_supabase from "../providers/supabase.js";
import type * as providers_thoughtFilter from "../providers/thoughtFilter.js";
import type * as providers_wire from "../providers/wire.js";
import type * as tables_benchmarks from "../tables/benchmarks.js";
import type * as tables_core from "../tables/core.js";
import type * as tables_documents from "../tables/documents.js";
import type * as tables_manufacturing from "../tables/manufacturing.js";
import type * as tables_people from "../tables/people.js";
import type * as tables_pipeline from "../tables/pipeline.js";
import type * as tables_teams from "../tables/teams.js";
import type * as threads from "../threads.js";
import type * as users from "../users.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  access: typeof access;
  artifacts: typeof artifacts;
  crons: typeof crons;
  exports: typeof exports;
  files: typeof files;
  functions: typeof functions;
  generations: typeof generations;
  http: typeof http;
  httpApi: typeof httpApi;
  "lib/appTemplates/appTemplates": typeof lib_appTemplates_appTemplates;
  "lib/appTemplates/compose": typeof lib_appTemplates_compose;
  "lib/appTemplates/fields": typeof lib_appTemplates_fields;
  "lib/appTemplates/gallery": typeof lib_appTemplates_gallery;
  "lib/appTemplates/registry": typeof lib_appTemplates_registry;
  "lib/appTemplates/request": typeof lib_appTemplates_request;
  "lib/appTemplates/templates/bomTree": typeof lib_appTemplates_templates_bomTree;
  "lib/appTemplates/templates/calculators": typeof lib_appTemplates_templates_calculators;
  "lib/appTemplates/templates/checklist": typeof lib_appTemplates_templates_checklist;
  "lib/appTemplates/templates/complianceValidator": typeof lib_appTemplates_templates_complianceValidator;
  "lib/appTemplates/templates/counter": typeof lib_appTemplates_templates_counter;
  "lib/appTemplates/templates/cycleCount": typeof lib_appTemplates_templates_cycleCount;
  "lib/appTemplates/templates/downtimePareto": typeof lib_appTemplates_templates_downtimePareto;
  "lib/appTemplates/templates/forms": typeof lib_appTemplates_templates_forms;
  "lib/appTemplates/templates/kpiCard": typeof lib_appTemplates_templates_kpiCard;
  "lib/appTemplates/templates/labelSheet": typeof lib_appTemplates_templates_labelSheet;
  "lib/appTemplates/templates/quoteCalculator": typeof lib_appTemplates_templates_quoteCalculator;
  "lib/appTemplates/templates/recordForm": typeof lib_appTemplates_templates_recordForm;
  "lib/appTemplates/templates/recordTable": typeof lib_appTemplates_templates_recordTable;
  "lib/appTemplates/templates/reorderDashboard": typeof lib_appTemplates_templates_reorderDashboard;
  "lib/appTemplates/templates/shiftHandover": typeof lib_appTemplates_templates_shiftHandover;
  "lib/appTemplates/templates/supplierScorecard": typeof lib_appTemplates_templates_supplierScorecard;
  "lib/appTemplates/templates/tables": typeof lib_appTemplates_templates_tables;
  "lib/appTemplates/templates/toleranceStack": typeof lib_appTemplates_templates_toleranceStack;
  "lib/appTemplates/templates/workOrderBoard": typeof lib_appTemplates_templates_workOrderBoard;
  "lib/appTemplates/types": typeof lib_appTemplates_types;
  "lib/appTemplates/wishes": typeof lib_appTemplates_wishes;
  "lib/bundle": typeof lib_bundle;
  "lib/circuitBreaker": typeof lib_circuitBreaker;
  "lib/costs": typeof lib_costs;
  "lib/errors": typeof lib_errors;
  "lib/executorEvents": typeof lib_executorEvents;
  "lib/extractCode": typeof lib_extractCode;
  "lib/formats": typeof lib_formats;
  "lib/httpRequests": typeof lib_httpRequests;
  "lib/limits": typeof lib_limits;
  "lib/llmRouter": typeof lib_llmRouter;
  "lib/parameterValues": typeof lib_parameterValues;
  "lib/parameterWords": typeof lib_parameterWords;
  "lib/partsLibrary/choose": typeof lib_partsLibrary_choose;
  "lib/partsLibrary/families/boxes": typeof lib_partsLibrary_families_boxes;
  "lib/partsLibrary/families/brackets": typeof lib_partsLibrary_families_brackets;
  "lib/partsLibrary/families/families": typeof lib_partsLibrary_families_families;
  "lib/partsLibrary/families/fasteners": typeof lib_partsLibrary_families_fasteners;
  "lib/partsLibrary/families/objects": typeof lib_partsLibrary_families_objects;
  "lib/partsLibrary/families/pipes": typeof lib_partsLibrary_families_pipes;
  "lib/partsLibrary/families/plates": typeof lib_partsLibrary_families_plates;
  "lib/partsLibrary/families/profiles": typeof lib_partsLibrary_families_profiles;
  "lib/partsLibrary/families/rotating": typeof lib_partsLibrary_families_rotating;
  "lib/partsLibrary/families/round": typeof lib_partsLibrary_families_round;
  "lib/partsLibrary/family": typeof lib_partsLibrary_family;
  "lib/partsLibrary/features": typeof lib_partsLibrary_features;
  "lib/partsLibrary/gallery": typeof lib_partsLibrary_gallery;
  "lib/partsLibrary/holes": typeof lib_partsLibrary_holes;
  "lib/partsLibrary/labels": typeof lib_partsLibrary_labels;
  "lib/partsLibrary/measures": typeof lib_partsLibrary_measures;
  "lib/partsLibrary/normalise": typeof lib_partsLibrary_normalise;
  "lib/partsLibrary/partsLibrary": typeof lib_partsLibrary_partsLibrary;
  "lib/partsLibrary/reading": typeof lib_partsLibrary_reading;
  "lib/partsLibrary/script": typeof lib_partsLibrary_script;
  "lib/partsLibrary/threads": typeof lib_partsLibrary_threads;
  "lib/partsLibrary/types": typeof lib_partsLibrary_types;
  "lib/partsLibrary/vocabulary": typeof lib_partsLibrary_vocabulary;
  "lib/prompts/apiCard": typeof lib_prompts_apiCard;
  "lib/prompts/appSystem": typeof lib_prompts_appSystem;
  "lib/prompts/cadSystem": typeof lib_prompts_cadSystem;
  "lib/prompts/compose": typeof lib_prompts_compose;
  "lib/prompts/errorCard": typeof lib_prompts_errorCard;
  "lib/prompts/fewShots": typeof lib_prompts_fewShots;
  "lib/prompts/repair": typeof lib_prompts_repair;
  "lib/provider": typeof lib_provider;
  "lib/providers": typeof lib_providers;
  "lib/secretText": typeof lib_secretText;
  "lib/settings": typeof lib_settings;
  "lib/signing": typeof lib_signing;
  "lib/specCheck": typeof lib_specCheck;
  "lib/stores": typeof lib_stores;
  "lib/titles": typeof lib_titles;
  "lib/uploadTargets": typeof lib_uploadTargets;
  "lib/validators": typeof lib_validators;
  "model/artifacts": typeof model_artifacts;
  "model/attempts": typeof model_attempts;
  "model/events": typeof model_events;
  "model/executorHealth": typeof model_executorHealth;
  "model/fileStore": typeof model_fileStore;
  "model/generationEnd": typeof model_generationEnd;
  "model/generationStart": typeof model_generationStart;
  "model/generationViews": typeof model_generationViews;
  "model/generations": typeof model_generations;
  "model/httpViews": typeof model_httpViews;
  "model/jobs": typeof model_jobs;
  "model/members": typeof model_members;
  "model/providerStates": typeof model_providerStates;
  "model/rows": typeof model_rows;
  "model/threads": typeof model_threads;
  "model/users": typeof model_users;
  "model/workspaces": typeof model_workspaces;
  "pipeline/batch": typeof pipeline_batch;
  "pipeline/fileKeeper": typeof pipeline_fileKeeper;
  "pipeline/generate": typeof pipeline_generate;
  "pipeline/progressWriter": typeof pipeline_progressWriter;
  "pipeline/prune": typeof pipeline_prune;
  "pipeline/steps": typeof pipeline_steps;
  "pipeline/stop": typeof pipeline_stop;
  providers: typeof providers;
  "providers/anthropic": typeof providers_anthropic;
  "providers/catalog": typeof providers_catalog;
  "providers/chatStream": typeof providers_chatStream;
  "providers/clients": typeof providers_clients;
  "providers/configured": typeof providers_configured;
  "providers/executor": typeof providers_executor;
  "providers/github": typeof providers_github;
  "providers/huggingface": typeof providers_huggingface;
  "providers/modelAuthor": typeof providers_modelAuthor;
  "providers/openaiCompatible": typeof providers_openaiCompatible;
  "providers/partsLibrary": typeof providers_partsLibrary;
  "providers/replyText": typeof providers_replyText;
  "providers/supabase": typeof providers_supabase;
  "providers/thoughtFilter": typeof providers_thoughtFilter;
  "providers/wire": typeof providers_wire;
  "tables/benchmarks": typeof tables_benchmarks;
  "tables/core": typeof tables_core;
  "tables/documents": typeof tables_documents;
  "tables/manufacturing": typeof tables_manufacturing;
  "tables/people": typeof tables_people;
  "tables/pipeline": typeof tables_pipeline;
  "tables/teams": typeof tables_teams;
  threads: typeof threads;
  users: typeof users;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {
  presence: import("@convex-dev/presence/_generated/component.js").ComponentApi<"presence">;
  rateLimiter: import("@convex-dev/rate-limiter/_generated/component.js").ComponentApi<"rateLimiter">;
  workpool: import("@convex-dev/workpool/_generated/component.js").ComponentApi<"workpool">;
};
