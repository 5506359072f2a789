// A ceremony that the device or the person broke off is said in words, not in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("passkey-error");
  if (said) said.hidden = false;
});
