// Read: drop an image, look at it, ask a model, doubt the answer.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { complain, inWords, say } from '../live.js';
import { may } from '../person.js';
import { Viewer } from '../viewer/viewer.js';
import { t } from '../words.js';
import { about } from './about.js';
import { answer } from './answer.js';
import { before } from './before.js';
import { confirmed } from './confirm.js';
import { place, shortChoosers, takeDrops } from './drop.js';
import { overlaysOf } from './layers.js';
import { offers } from './offers.js';
import { change, open, putAway } from './open.js';
import { Sending } from './sending.js';
import { factsOf, fillStrip } from './strip.js';
import { ASK, tabs } from './tabs.js';
import { waiting } from './waiting.js';
import { wish, wished } from './wish.js';
import { waysOf } from './ways.js';

/** @import {Card, Facts, Offer, Page, Params, Result} from '../types.js' */
/** @import {Scene} from '../viewer/scene.js' */
/** @import {Named} from './gather.js' */

/** What there is only while the page is shown. */
class Read {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.stop = new AbortController();
    /** @type {Sending[]} */
    this.sendings = [];
    /** @type {Viewer | null} */
    this.viewer = null;
    /** @type {(() => void)} */
    this.unfollow = () => {};
    this.shown = '';
    /** Is the image looked at for the first time? */
    this.fresh = true;
    this.newest = 0;
    this.images = el('ul', { class: 'images' });
    this.uploads = el('ul', { class: 'uploads' });
    this.strip = el('nav', { 'class': 'strip', 'aria-label': t('strip.title') });
    this.middle = el('div', { class: 'middle' });
    this.says = el('aside', { 'class': 'says', 'aria-label': t('panel.title') });
    fill(root, this.strip, this.middle, this.says);
    fill(
      this.strip,
      may('reader') &&
        el('div', { class: 'row choosers' }, ...shortChoosers((files) => this.take(files))),
      this.uploads,
      this.images,
    );
    if (may('reader')) takeDrops((files) => this.take(files), this.stop.signal);
    window.addEventListener('pagehide', () => this.viewer && keep(this.viewer), {
      signal: this.stop.signal,
    });
    for (const upload of open().uploads) this.sending().watch(upload);
  }

  leave() {
    this.stop.abort();
    this.unfollow();
    for (const one of this.sendings) one.leave();
    this.close();
  }

  /**
   * Files that came by a drop or a choice.
   *
   * @param {Promise<Named[]>} files
   */
  take(files) {
    void this.sending().send(files);
  }

  sending() {
    const one = new Sending(() => void this.renew());
    one.found = (ids) => {
      if (ids.length) location.hash = `#/read/${ids[0]}`;
    };
    this.sendings.push(one);
    this.uploads.append(one.element);
    return one;
  }

  /** @param {Params} params */
  async go({ path: [image, result], query }) {
    wish(query);
    const mine = ++this.newest;
    this.unfollow();
    this.image = image;
    this.result = result;
    await this.renew();
    try {
      if (!image) this.welcome();
      else await this.look(mine, image, result);
    } catch (error) {
      if (mine === this.newest) this.wrong(error);
    }
  }

  /** The strip anew, after images came or went. */
  async renew() {
    await fillStrip(this.images, this.image, () => {
      if (this.image && !open().images.includes(this.image)) location.hash = '#/read';
      else void this.renew();
    });
    const empty = !open().images.length && !this.uploads.childElementCount;
    this.root.classList.toggle('welcoming', !this.image);
    this.root.classList.toggle('bare', empty && !this.image);
  }

  /** What is there before an image is. */
  welcome() {
    this.close();
    fill(this.says);
    fill(
      this.middle,
      el(
        'div',
        { class: 'welcome' },
        el('h1', {}, t('read.title')),
        el('p', { class: 'lead' }, t('read.lead')),
        wished(),
        place((files) => this.take(files)),
        before(),
      ),
    );
  }

  /**
   * @param {number} mine
   * @param {string} id
   * @param {string} [result]
   */
  async look(mine, id, result) {
    const image = await factsOf(id);
    if (mine !== this.newest) return;
    if (!open().images.includes(id)) {
      change((desk) => {
        desk.images = [...desk.images, id];
      });
      await this.renew();
    }
    this.view(image);
    const { results } = await api.results(`image=${id}&limit=50`);
    if (mine !== this.newest) return;
    const asked = open().asked.filter((one) => one.image === id);
    const chosen = result ?? asked.at(-1)?.job ?? results[0]?.id ?? ASK;
    const body = el('div', { class: 'stack body' });
    fill(
      this.says,
      about(image, () => void this.remove(image)),
      tabs(image, results, chosen),
      body,
    );
    const job = asked.find((one) => one.job === chosen);
    if (job) this.await(body, job.job, job.model, id);
    else if (chosen === ASK) this.offer(body, image);
    else await this.answer(mine, body, chosen);
  }

  /**
   * A viewer of the image, unless it is the one that is shown.
   *
   * @param {Facts} image
   */
  view(image) {
    if (this.shown === image.id && this.viewer) return;
    this.close();
    this.shown = image.id;
    if (!image.planes.length) {
      fill(this.middle, el('p', { class: 'quiet welcome' }, t('read.no-planes')));
      return;
    }
    const looks = open().looks[image.id];
    this.fresh = !looks;
    const viewer = new Viewer(image, looks);
    this.viewer = viewer;
    viewer.scene.addEventListener('look', () => later(() => keep(viewer)));
    fill(this.middle, viewer.element);
  }

  close() {
    if (this.viewer) keep(this.viewer);
    this.viewer?.close();
    this.viewer = null;
    this.shown = '';
  }

  /**
   * @param {HTMLElement} body
   * @param {Facts} image
   */
  offer(body, image) {
    this.viewer?.scene.lay([]);
    const key = api.newKey();
    fill(
      body,
      offers(image, (model) => void this.ask(image, model, `${key} ${model.name}`)),
    );
  }

  /**
   * @param {Facts} image
   * @param {Offer} model
   * @param {string} key the same for a second click
   */
  async ask(image, model, key) {
    const options = {
      ...waysOf(model),
      ...(this.viewer ? sliceFor(model, this.viewer.scene) : {}),
    };
    try {
      const job = await api.predict(image.id, model.name, options, key);
      change((desk) => {
        desk.asked = [
          ...desk.asked,
          { job: job.id, image: image.id, model: model.title || model.name },
        ];
      });
      location.hash = `#/read/${image.id}/${job.id}`;
    } catch (error) {
      complain(error);
    }
  }

  /**
   * @param {HTMLElement} body
   * @param {string} job
   * @param {string} model
   * @param {string} image
   */
  await(body, job, model, image) {
    this.viewer?.scene.lay([]);
    const forget = () =>
      change((desk) => {
        desk.asked = desk.asked.filter((one) => one.job !== job);
      });
    const { element, leave } = waiting(job, model, {
      done: (result) => {
        forget();
        say(t('job.done', { model }));
        location.replace(`#/read/${image}/${result}`);
      },
      away: () => {
        forget();
        location.replace(`#/read/${image}/${ASK}`);
      },
    });
    this.unfollow = leave;
    fill(body, element);
  }

  /**
   * @param {number} mine
   * @param {HTMLElement} body
   * @param {string} id
   */
  async answer(mine, body, id) {
    this.viewer?.scene.lay([]); // no layer of another answer stays while this one comes
    const result = await api.result(id);
    const card = await api.card(result.model).catch(() => null);
    if (mine !== this.newest || !this.viewer) return;
    this.viewer.scene.lay(overlaysOf(result));
    if (this.fresh) goTo(result, this.viewer.scene);
    this.fresh = false;
    fill(body, answer(result, /** @type {Card | null} */ (card), this.viewer.scene));
  }

  /** @param {Facts} image */
  async remove(image) {
    if (!(await confirmed(t('remove.sure'), t('remove.what'), t('remove.do')))) return;
    try {
      await api.removeImage(image.id);
      putAway(image.id);
      location.hash = '#/read';
    } catch (error) {
      complain(error);
    }
  }

  /** @param {unknown} error */
  wrong(error) {
    const gone = error instanceof api.Refused && [404, 422].includes(error.status);
    const sentence = el(
      'p',
      { class: 'wrong', role: 'alert' },
      gone ? t('read.gone') : inWords(error),
    );
    const back = el('p', {}, el('a', { href: '#/read' }, t('read.back')));
    if (this.shown === this.image) {
      fill(this.says, el('div', { class: 'stack body' }, sentence, back));
      return;
    }
    this.close();
    fill(this.says);
    fill(this.middle, el('div', { class: 'welcome' }, sentence, back));
  }
}

/**
 * The plane on the screen, for models that look at one; those that segment see all of a volume.
 *
 * @param {Offer} model
 * @param {Scene} scene
 */
function sliceFor(model, scene) {
  const [first] = scene.facts.planes;
  return model.task === 'segment' || first.count < 2 ? {} : { slice: scene.slice(first.axis) + 1 };
}

/**
 * To the slice that the answer is about, where it is about one.
 *
 * @param {Result} result
 * @param {Scene} scene
 */
function goTo(result, scene) {
  const slice = Object.values(result.layers ?? {}).find((layer) => layer.slice !== null)?.slice;
  if (slice) scene.go(result.image.planes[0].axis, slice - 1);
}

let timer = 0;

/** @param {() => void} act */
function later(act) {
  clearTimeout(timer);
  timer = window.setTimeout(act, 300);
}

/**
 * How the image is left, for when it is looked at again.
 *
 * @param {Viewer} viewer
 */
function keep({ scene }) {
  change((desk) => {
    if (desk.images.includes(scene.facts.id)) desk.looks[scene.facts.id] = scene.looks;
  });
}

/** @type {Read | null} */
let read = null;

/** @type {Page} */
export const page = {
  title: () => t('way.read'),
  async show(root, params) {
    read = new Read(root);
    await read.go(params);
  },
  async move(params) {
    await read?.go(params);
  },
  leave() {
    read?.leave();
    read = null;
  },
};
