// One box for each row of an essay's rubric. The rows are saved by the lab's own handler; their sum
// goes into nbgrader's score box, and nbgrader saves it from there.
$(window).on("load", function () {
  const url = base_url.replace(/formgrader$/, "privacylab/rubric/") + submission_id;
  let state, cell, score, inputs, said, alert, waiting = Promise.resolve();

  $(".score").attr("aria-label", "Score");
  $(".extra-credit").attr("aria-label", "Extra credit");
  $("textarea.comment").attr("aria-label", "Comment");
  $.getJSON(url, build);

  function build(found) {
    state = found;
    const link = $(".live-notebook");  // leads to a path with the learner's id
    if (found.blind) link.text(link.find("a.name-hidden").text().trim());
    score = $(document.getElementById(found.cell));
    if (!found.rows.length || !score.length) return;
    cell = score.closest(".nbgrader_cell");
    said = $("<p role='status'>");
    alert = $("<p role='alert'>");
    const list = $("<ul>").append(found.rows.map(row));
    inputs = list.find("input");
    const stays = $("<div class='rubric-stays'>")
      .append($("<p id='rubric-title'>").text("Rubric"), list, said, alert);
    cell.children(".panel-body").wrap("<div class='rubric-beside has-rubric'>")
      .after($("<div class='rubric' role='group' aria-labelledby='rubric-title'>").append(stays));
    inputs.on("change", save);
    inputs.on("keydown", (event) => { if (event.key === "Escape") event.currentTarget.blur(); });
    cell.find(".full-credit").on("click", () => fill((row) => row.points));
    cell.find(".no-credit").on("click", () => fill(() => 0));
    inputs.on("focus", (event) => {  // formgrader's own keys start from here
      formgrader.last_selected = $(event.currentTarget);
      formgrader.setCurrentIndex();
    });
    if (isAlone()) {  // both graders share the score and the comment, shown once both are done
      const shared = cell.find(".panel-heading .pull-right, .panel-footer");
      shared.hide().find(".tabbable").removeClass("tabbable");
    }
    inputs.prop("readonly", (index) => isFixed(state.rows[index]));
    $(document).on("ajaxStop", tell);
    tell();
  }

  function isAlone() {
    return state.stage === "own" || state.stage === "others";
  }

  function differ(row) {
    return new Set(Object.values(row.gave)).size > 1;
  }

  function isFixed(row) {
    return state.stage === "others" || (state.stage === "both" && !differ(row));
  }

  function row(found, index) {
    const id = "rubric-" + index;
    const input = $("<input type='number' min='0' step='0.5' class='tabbable'>")
      .attr({id: id, max: found.points, "aria-describedby": id + "-levels"}).val(found.given);
    const levels = $("<dl>").attr("id", id + "-levels");
    const gave = Object.entries(found.gave).map(([grader, points]) => grader + " gave " + points);
    found.levels.forEach(([points, text]) =>
      levels.append($("<dt>").text(points), $("<dd>").text(text)));
    const head = $("<div class='row-head'>").append(
      $("<label>").attr("for", id).text(found.name), input, $("<span>").text("/ " + found.points));
    const both = gave.length ? $("<p class='gave'>").text(gave.join(", ")) : "";
    return $("<li>").toggleClass("differs", differ(found)).append(head, both, levels)[0];
  }

  function fill(points) {
    inputs.not("[readonly]").each((index, input) => {
      input.value = points(state.rows[inputs.index(input)]);
    });
    save();
  }

  // one after the other, so that what was typed last is saved last
  function save() {
    waiting = waiting.then(send, send);
  }

  function send() {
    const points = {};
    inputs.each((index, input) => {
      const typed = input.value === "" ? null : Number(input.value);
      points[state.rows[index].name] = input.validity.badInput ? "not a number" : typed;
    });
    return $.ajax({
      url: url,
      method: "PUT",
      contentType: "application/json",
      headers: {"X-XSRFToken": getCookie("_xsrf")},
      data: JSON.stringify({text: state.text, stage: state.stage, points: points}),
    }).then(saved, refused);
  }

  function saved(found) {
    if (found.stage !== state.stage) return location.reload();  // both graders are done now
    const before = state.total;
    state = found;
    alert.text("");
    const is = score.val() === "" ? null : Number(score.val());
    if (found.total !== is && (found.total !== null || is === before)) {
      score.val(found.total).trigger("change");
    } else {
      $(document).trigger("finished_saving");  // formgrader waits for it to go to the next page
    }
    tell();
  }

  function refused(request) {
    const answer = request.responseJSON;
    alert.text("Not saved. " + (answer ? answer.message : "The server does not answer: try again."));
  }

  function tell() {
    const done = state.rows.filter((row) => row.given !== null).length;
    inputs.each((index, input) => {
      $(input).attr("aria-invalid", !input.validity.valid && !input.validity.stepMismatch);
      $("#" + input.id + "-levels").children().each((place, part) => {
        const points = state.rows[index].levels[Math.floor(place / 2)][0];
        $(part).toggleClass("given", state.rows[index].given === points);
      });
    });
    const open = state.rows.filter((row) => differ(row) && row.given === null).length;
    if (state.stage === "others") {
      said.text("Two people are grading this essay. You will see their rows once both are done.");
    } else if (state.stage === "own") {
      said.text(done + " of " + state.rows.length + " rows. A second person grades this essay, too. " +
        "Once you have both graded every row, reload this page to see both sets of rows.");
    } else if (open) {
      said.text("The graders differ on " + open + (open > 1 ? " rows" : " row") + " that no one has " +
        "settled. Choose the points that count; there is no score until then.");
    } else if (state.total === null) {
      said.text(done + " of " + state.rows.length + " rows. The score is filled in once every row has points.");
    } else if (score.val() === "" || Number(score.val()) !== state.total) {
      said.text("The rows add up to " + state.total + ", which is not the score: the learner sees the score without them.");
    } else {
      said.text("The rows add up to the score, and the learner sees them.");
    }
  }
});
