// "/" goes to the search field, as in most places where one searches.
document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  const writing = at && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  const field = document.getElementById("find");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey && field) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});
